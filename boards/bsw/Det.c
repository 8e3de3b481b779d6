/* Counts errors and keeps the first. */
#include "Det.h"

Det_ErrorsType Det_Errors;

Std_ReturnType Det_ReportError(uint16 moduleId, uint8 instanceId, uint8 apiId, uint8 errorId)
{
    (void)instanceId;
    if (Det_Errors.count == 0U) {
        Det_Errors.moduleId = (uint8)moduleId;
        Det_Errors.apiId = apiId;
        Det_Errors.errorId = errorId;
    }
    if (Det_Errors.count != 0xFFU) { Det_Errors.count++; }
    return E_OK;
}

Std_ReturnType Det_ReportRuntimeError(uint16 moduleId, uint8 instanceId, uint8 apiId, uint8 errorId)
{
    return Det_ReportError(moduleId, instanceId, apiId, errorId);
}
