/** The C modules Com, PduR and CanIf of a plan, built for this machine between callers that write down what they do. */
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { emitBsw, emitC } from '../../../generator/pipeline.ts';
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import { hostProgram } from './host-bsw.ts';

/** What the calls, a line each, lead to. */
export function compiled(plan: RtePlan, calls: readonly string[]): readonly string[] {
  const pins = (list: readonly unknown[], use: 'o' | 'a' | 'p') =>
    list.map((_, channel) => ({ channel, use }));
  const { dio, adc, pwm } = plan.bsw;
  const options = {
    board: 'host',
    hasFloat64: true,
    adcBits: 10,
    can: 'serial' as const,
    receiveFifoDepth: 8,
    pins: {
      dio: pins(dio.channels, 'o'),
      adc: pins(adc.groups, 'a'),
      pwm: pins(pwm.channels, 'p'),
    },
  };
  const isOfTheStack = ({ path }: { path: string }) => /^(Com|PduR|CanIf|Can)_Cfg\./.test(path);
  const header = emitC(plan, { api: 'macros', atomicWidthBits: 8 }, new Diagnostics());
  const program = hostProgram(
    [
      ...emitBsw(plan, options).filter(isOfTheStack),
      ...header.filter(({ path }) => path === 'Rte_Cbk.h'),
      { path: 'Os_Cfg.h', text: 'typedef uint8 EventMaskType;\n' },
      { path: 'harness.c', text: harness(plan) },
    ],
    ['Com.c', 'Com_Deadline.c', 'Com_Transmission.c', 'PduR.c', 'CanIf.c', 'Det.c'].map(
      (name) => `bsw/${name}`,
    ),
  );
  return program.run(calls);
}

function harness(plan: RtePlan): string {
  const { txHardwareObjects = 0 } = plan.bsw.can.controllers[0] ?? {};
  return `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "Can.h"
#include "CanIf.h"
#include "Com.h"
#include "Os.h"
#include "Rte_Cbk.h"

static uint16 handles[${Math.max(1, txHardwareObjects)}];
static unsigned used;

void SuspendOSInterrupts(void) {}
void ResumeOSInterrupts(void) {}

static void printBytes(const uint8 *bytes, unsigned length)
{
    unsigned i;
    for (i = 0U; i < length; i++) { (void)printf("%02x", (unsigned)bytes[i]); }
    (void)printf("\\n");
}

Std_ReturnType Can_Write(const Can_PduType *pdu)
{
    if (used == ${txHardwareObjects}U) {
        (void)printf("busy\\n");
        return CAN_BUSY;
    }
    handles[used] = pdu->swPduHandle;
    used++;
    (void)printf("frame %lu %u ", (unsigned long)pdu->id, (unsigned)pdu->isExtended);
    printBytes(pdu->sdu, pdu->length);
    return E_OK;
}

${plan.comCallbacks.map(({ name }) => `void ${name}(void) { (void)printf("call ${name}\\n"); }`).join('\n')}

static unsigned readBytes(const char *text, uint8 *bytes)
{
    unsigned length = 0U;
    while (text[0] != '\\0' && text[0] != '-') {
        char digits[3] = {text[0], text[1], '\\0'};
        bytes[length] = (uint8)strtoul(digits, NULL, 16);
        length++;
        text += 2;
    }
    return length;
}

int main(void)
{
    char letter;
    unsigned long number;
    unsigned extended;
    char text[64];
    uint8 bytes[32];
    char line[128];
    CanIf_Init();
    Com_Init();
    while (fgets(line, (int)sizeof line, stdin) != NULL) {
        letter = line[0];
        number = 0U;
        (void)sscanf(line + 1, "%lu", &number);
        switch (letter) {
        case 's': {
            uint8 *exact;
            unsigned length;
            (void)sscanf(line + 1, "%lu %63s", &number, text);
            length = readBytes(text, bytes);
            /* As long as the object, so that reading beyond is found. */
            exact = malloc(length);
            (void)memcpy(exact, bytes, length);
            (void)printf("s %u\\n", (unsigned)Com_SendSignal((Com_SignalIdType)number, exact));
            free(exact);
            break;
        }
        case 'g':
            (void)printf("g %u\\n", (unsigned)Com_SendSignalGroup((Com_SignalGroupIdType)number));
            break;
        case 'r': {
            unsigned width = 0U;
            uint8 *exact;
            (void)sscanf(line + 1, "%lu %u", &number, &width);
            exact = malloc(width);
            (void)printf("r %u ", (unsigned)Com_ReceiveSignal((Com_SignalIdType)number, exact));
            printBytes(exact, width);
            free(exact);
            break;
        }
        case 'G':
            (void)printf("G %u\\n", (unsigned)Com_ReceiveSignalGroup((Com_SignalGroupIdType)number));
            break;
        case 't':
            Com_MainFunctionTx();
            break;
        case 'm':
            Com_MainFunctionRx();
            break;
        case 'c':
            if (used != 0U) {
                const uint16 handle = handles[0];
                used--;
                (void)memmove(handles, handles + 1, used * sizeof handles[0]);
                CanIf_TxConfirmation(handle);
            }
            break;
        case 'x': {
            unsigned length;
            (void)sscanf(line + 1, "%lu %u %63s", &number, &extended, text);
            length = readBytes(text, bytes);
            CanIf_RxIndication((uint32)number, (boolean)extended, bytes, (uint8)length);
            break;
        }
        case 'S':
            Com_IpduGroupStop();
            break;
        case 'B':
            Com_IpduGroupStart((boolean)number);
            break;
        default:
            return 1;
        }
    }
    return 0;
}
`;
}
