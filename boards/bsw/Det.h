/* Development errors: mistakes of the software, such as a channel that does not exist. And run-time errors. */
#ifndef DET_H
#define DET_H

#include "Std_Types.h"

#define DET_MODULE_COM 50U
#define DET_MODULE_CAN 80U
#define DET_MODULE_DIO 120U
#define DET_MODULE_PWM 121U
#define DET_MODULE_ADC 123U

typedef struct {
    /* Since the start; stays at its largest value. */
    uint8 count;
    /* Of the first error: the others may follow from it. */
    uint8 moduleId;
    uint8 apiId;
    uint8 errorId;
} Det_ErrorsType;

/* For a debugger, and for whoever wants to send it. */
extern Det_ErrorsType Det_Errors;

/* The ECU goes on. */
extern Std_ReturnType Det_ReportError(uint16 moduleId, uint8 instanceId, uint8 apiId, uint8 errorId);

/* What can happen to software without mistakes, such as a frame that is lost. */
extern Std_ReturnType Det_ReportRuntimeError(uint16 moduleId, uint8 instanceId, uint8 apiId, uint8 errorId);

#endif
