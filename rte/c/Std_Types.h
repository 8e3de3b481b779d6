/* Standard types [SWS_StandardTypes]. */
#ifndef STD_TYPES_H
#define STD_TYPES_H

#include "Platform_Types.h"

typedef uint8 Std_ReturnType;

#ifndef E_OK
#define E_OK ((Std_ReturnType)0U)
#endif
#define E_NOT_OK ((Std_ReturnType)1U)

#define STD_HIGH 1U
#define STD_LOW 0U

#endif
