/* Single digital channels: no ports and no channel groups. */
#ifndef DIO_H
#define DIO_H

#include "Dio_Cfg.h"
#include "Std_Types.h"

typedef uint16 Dio_ChannelType;
typedef uint8 Dio_LevelType;

/* STD_LOW for a channel that does not exist, which is a development error. */
extern Dio_LevelType Dio_ReadChannel(Dio_ChannelType ChannelId);

/* Any level but STD_LOW is STD_HIGH. */
extern void Dio_WriteChannel(Dio_ChannelType ChannelId, Dio_LevelType Level);

#endif
