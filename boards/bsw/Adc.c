/* One conversion of the board, scaled. */
#include "Adc.h"

#include "Board.h"
#include "Compiler.h"
#include "Det.h"
#include "Os.h"

#define API_READ_GROUP 0x04U
#define ADC_E_PARAM_GROUP 0x15U

/* A converter that never ends must not end everything; it takes a tenth of a millisecond on an AVR. */
#define PATIENCE 60000U

/* The board's full scale. */
#define FULL_SCALE ((1UL << ADC_BOARD_BITS) - 1UL)

Std_ReturnType Adc_ReadGroup(Adc_GroupType Group, Adc_ValueGroupType *DataBufferPtr)
{
    const Adc_GroupType groups = ADC_GROUPS;
    Adc_GroupRowType row;
    uint16_t converted = 0U;
    uint16 patience = PATIENCE;
    boolean isDone = FALSE;
    uint32 raw;
    if (Group >= groups) {
        (void)Det_ReportError(DET_MODULE_ADC, 0U, API_READ_GROUP, ADC_E_PARAM_GROUP);
        return E_NOT_OK;
    }
    Compiler_FromFlash(&row, &Adc_Groups[Group], sizeof row);
    /* There is one converter for all tasks. */
    SuspendOSInterrupts();
    Board_StartConversion(row.channel);
    while (isDone == FALSE && patience != 0U) {
        isDone = Board_TakeConversion(&converted) ? TRUE : FALSE;
        patience--;
    }
    ResumeOSInterrupts();
    if (isDone == FALSE) { return E_NOT_OK; }
    raw = (uint32)converted >> (16U - ADC_BOARD_BITS);
    *DataBufferPtr = (Adc_ValueGroupType)((raw * row.fullScale + FULL_SCALE / 2U) / FULL_SCALE);
    return E_OK;
}
