/**
 * Mailboxes in the three buffers of an MCP2515: whatever is written and sent in whatever order, the frame that
 * the controller would send next is at every moment the one that arbitration prefers among those it has.
 */
import { describe, expect, it } from 'vitest';
import { arbitrationField } from '../../bsw-sim/bus/can-frame.ts';
import { RandomStream } from '../../bsw-sim/sim/random.ts';
import { hasHostCompiler, hostProgram } from '../helpers/boards/host-bsw.ts';

const skip = !hasHostCompiler && process.env.CI !== 'true';

const configuration = `
#define CAN_TX_HARDWARE_OBJECTS 3U
#define CAN_TX_POLLED 0
#define CAN_RX_FIFO_DEPTH 0U
#define CAN_BIT_RATE 6U
`;

/** `w ID EXTENDED`: Can_Write; `s`: the bus takes a frame, and says so; `o 0`, `o 1`: off and on the bus. */
const harness = `
#include "Can.h"
#include "CanIf.h"
#include "Can_Controller.h"
#include "Det.h"
#include "Mcp2515.h"
#include "Os.h"
#include <stdio.h>
#include <stdlib.h>

static struct { CanFrameType frame; uint8_t priority; bool isInUse; } buffers[3];
static uint8_t sentBuffers;
static bool isOnline;
static uint32 nowMs;
static uint16 handle;

static int next(void)
{
    int best = -1;
    int i;
    for (i = 0; i < 3; i++) {
        if (buffers[i].isInUse && (best < 0 || buffers[i].priority >= buffers[best].priority)) { best = i; }
    }
    return best;
}

static void sayNext(void)
{
    const int buffer = next();
    (void)printf("next %lu %d %d\\n", (unsigned long)buffers[buffer].frame.id,
                 buffers[buffer].frame.isExtended ? 1 : 0, buffers[buffer].frame.data[0]);
}

uint8_t Mcp2515_MeasureCrystalMhz(void) { return 16U; }
bool Mcp2515_SetBitRate(Mcp2515_TimingType *timing, uint8_t crystalMhz, uint8_t rate)
{
    (void)timing; (void)crystalMhz;
    return rate == 6U;
}
bool Mcp2515_Start(const Mcp2515_TimingType *timing, bool isListening) { (void)timing; return !isListening; }
void Mcp2515_Stop(void) {}
bool Mcp2515_IsOnline(void) { return isOnline; }
void Mcp2515_MainFunction(void) {}
uint8_t Mcp2515_TakeErrors(void) { return 0U; }
bool Mcp2515_HasWork(void) { return false; }
bool Mcp2515_TakeFrame(CanFrameType *frame) { (void)frame; return false; }
uint16_t Mcp2515_TakeLost(void) { return 0U; }
uint8_t Mcp2515_BuffersInUse(void) { return 0U; }
void Mcp2515_Send(uint8_t buffer, const CanFrameType *frame, uint8_t priority)
{
    if (buffers[buffer].isInUse || priority > 3U) { abort(); }
    buffers[buffer].frame = *frame;
    buffers[buffer].priority = priority;
    buffers[buffer].isInUse = true;
    sayNext();
}
void Mcp2515_SetPriority(uint8_t buffer, uint8_t priority)
{
    if (priority > 3U) { abort(); }
    buffers[buffer].priority = priority;
    if (next() >= 0) { sayNext(); }
}
uint8_t Mcp2515_TakeSent(void)
{
    const uint8_t taken = sentBuffers;
    sentBuffers = 0U;
    return taken;
}

uint32 Os_NowMs(void) { return nowMs; }
void SuspendOSInterrupts(void) {}
void ResumeOSInterrupts(void) {}
Std_ReturnType Det_ReportRuntimeError(uint16 moduleId, uint8 instanceId, uint8 apiId, uint8 errorId)
{
    (void)moduleId; (void)instanceId; (void)apiId; (void)errorId;
    return E_OK;
}
void CanIf_TxConfirmation(uint16 txPdu) { (void)printf("confirmed %u\\n", txPdu); }
void CanIf_TxCancelled(void) { abort(); }
void CanIf_RxIndication(uint32 id, boolean isExtended, const uint8 *data, uint8 length)
{
    (void)id; (void)isExtended; (void)data; (void)length;
}

int main(void)
{
    char line[64];
    Can_Init();
    (void)Can_SetControllerMode(0U, CAN_CS_STARTED);
    while (fgets(line, sizeof line, stdin) != NULL) {
        nowMs++;
        if (line[0] == 'w') {
            char *end;
            const unsigned long id = strtoul(line + 1, &end, 10);
            const uint8 data = (uint8)handle;
            Can_PduType pdu;
            pdu.id = (uint32)id;
            pdu.isExtended = strtoul(end, NULL, 10) != 0UL ? TRUE : FALSE;
            pdu.length = 1U;
            pdu.sdu = &data;
            pdu.swPduHandle = handle;
            handle = (uint16)((handle + 1U) % 256U);
            (void)printf("write %u\\n", Can_Write(&pdu));
        } else if (line[0] == 's') {
            const int buffer = next();
            if (buffer >= 0) {
                (void)printf("sent %u\\n", buffers[buffer].frame.data[0]);
                buffers[buffer].isInUse = false;
                sentBuffers = (uint8_t)(sentBuffers | (1U << buffer));
            }
        } else if (line[0] == 'i') {
            Can_Interrupt();
        } else {
            isOnline = line[2] == '1';
        }
        (void)printf(".\\n");
    }
    return 0;
}
`;

interface Waiting {
  readonly number: number;
  readonly field: number;
}

/** Numbers are of a byte, but fewer wait than half of them. */
const preferred = (waiting: readonly Waiting[]): number | undefined =>
  waiting.reduce<Waiting | undefined>(
    (best, one) => (best === undefined || one.field < best.field ? one : best),
    undefined,
  )?.number;

describe.skipIf(skip)('the mailboxes of an MCP2515', () => {
  it.each([1, 2, 3])('are sent in the order of arbitration, seed %i', (seed) => {
    const random = new RandomStream(seed, 'mailboxes');
    const commands = Array.from({ length: 4000 }, () => {
      const kind = random.integer(10);
      // Few identifiers, so that some are equal, and one that differs from another in its extension alone.
      const id = [0x100, 0x101, 0x7ff, 0x320, 0x000][random.integer(5)] ?? 0;
      const extended = random.integer(3) === 0;
      if (kind < 5) return extended ? `w ${id * 2 ** 18 + random.integer(2)} 1` : `w ${id} 0`;
      return kind < 7 ? 's' : 'i';
    });
    const program = hostProgram(
      [
        { path: 'Can_Cfg.h', text: configuration },
        { path: 'Os_Cfg.h', text: 'typedef uint8 EventMaskType;\n' },
        { path: 'CanIf_Cfg.h', text: '' },
        { path: 'harness.c', text: harness },
      ],
      ['bsw/Can.c', 'bsw/Can_Mcp2515.c'],
    );
    const outputs: string[][] = [[]];
    for (const line of program.run(['o 1', ...commands])) {
      if (line === '.') outputs.push([]);
      else outputs.at(-1)?.push(line);
    }

    /** In the controller, in the order of writing; and mailboxes that are not free. */
    let waiting: Waiting[] = [];
    let sent: number[] = [];
    let number = 0;
    let writes = 0;
    commands.forEach((command, i) => {
      const lines = outputs[i + 1] ?? [];
      const told = lines.flatMap((line) => /^next \d+ \d (\d+)$/.exec(line)?.[1] ?? []).map(Number);
      const [, idText = '', extendedText] = command.split(' ');
      if (command.startsWith('w')) {
        const isFree = waiting.length + sent.length < 3;
        expect(lines.at(-1), `${i}: ${command}`).toBe(`write ${isFree ? 0 : 2}`);
        const before = preferred(waiting);
        if (isFree) {
          writes++;
          const field = arbitrationField(Number(idText), extendedText === '1', false);
          waiting = [...waiting, { number, field }];
        }
        number = (number + 1) % 256;
        // While others make room nothing changes, and then the new one is in its place.
        expect(
          told.slice(0, -1).every((one) => one === before),
          `${i}: ${command}`,
        ).toBe(true);
        if (isFree) expect(told.at(-1), `${i}: ${command}`).toBe(preferred(waiting));
      } else if (command === 's' && waiting.length > 0) {
        const first = preferred(waiting) ?? -1;
        expect(lines, `${i}`).toEqual([`sent ${first}`]);
        waiting = waiting.filter((one) => one.number !== first);
        sent = [...sent, first];
      } else if (command === 'i') {
        const confirmed = lines.map((line) => Number(line.split(' ')[1]));
        expect(confirmed.sort(), `${i}`).toEqual([...sent].sort());
        sent = [];
      }
    });
    expect(writes).toBeGreaterThan(500);
  });

  it('keep their frames until the controller takes part in the bus', () => {
    const program = hostProgram(
      [
        { path: 'Can_Cfg.h', text: configuration },
        { path: 'Os_Cfg.h', text: 'typedef uint8 EventMaskType;\n' },
        { path: 'CanIf_Cfg.h', text: '' },
        { path: 'harness.c', text: harness },
      ],
      ['bsw/Can.c', 'bsw/Can_Mcp2515.c'],
    );
    const lines = program.run([
      'w 3 0',
      'w 1 0',
      'w 2 0',
      'w 0 0',
      'i',
      's',
      'o 1',
      'i',
      's',
      's',
      's',
      'i',
    ]);
    expect(lines.filter((line) => line !== '.')).toEqual([
      ...['write 0', 'write 0', 'write 0', 'write 2'],
      ...['next 1 0 1', 'next 1 0 1', 'next 1 0 1'],
      ...['sent 1', 'sent 2', 'sent 0', 'confirmed 0', 'confirmed 1', 'confirmed 2'],
    ]);
  });
});
