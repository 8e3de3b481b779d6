/* Groups of one channel, converted when they are read. */
#ifndef ADC_H
#define ADC_H

#include "Adc_Cfg.h"
#include "Std_Types.h"

typedef uint16 Adc_GroupType;
typedef uint16 Adc_ValueGroupType;

/*
 * The share of the reference voltage, 0 to 2^resolution - 1 of the group, rounded: the board's converter may
 * have another resolution. E_NOT_OK for a group that does not exist, which is a development error, or where the
 * converter gives nothing.
 */
extern Std_ReturnType Adc_ReadGroup(Adc_GroupType Group, Adc_ValueGroupType *DataBufferPtr);

#endif
