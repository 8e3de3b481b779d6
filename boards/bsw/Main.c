/* From reset to the idle loop, which is what the tasks preempt. */
#include "Board.h"
#include "EcuM.h"
#include "Os.h"

extern int main(void);

int main(void)
{
    Board_Init();
    EcuM_Init();
    for (;;) {
        EcuM_Idle();
        Board_Sleep();
    }
}
