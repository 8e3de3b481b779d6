/** ECUs as C beside ECUs as TypeScript: the same native trace to the byte, or a clear message. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import {
  type LoadOptions,
  loadVehicle,
  type Vehicle,
  type VehicleDescription,
  VehicleError,
} from '../../vehicle/index.ts';
import { skippedWithoutCompiler } from './compilers.ts';

const example = 'arxml/pedal-to-dashboard';
const vehicleFile = `${example}/pedal-to-dashboard.vehicle.json`;
const description = JSON.parse(readFileSync(vehicleFile, 'utf8')) as VehicleDescription;
const skipped = skippedWithoutCompiler;

async function traceOf(
  options: LoadOptions,
  vehicle: string | VehicleDescription = vehicleFile,
): Promise<string> {
  const running = await loadVehicle(vehicle, { folder: example, ...options });
  running.run('2s');
  const lines: string[] = [];
  for (let i = 0; i < running.trace.length; i++) lines.push(formatRecord(running.trace.at(i)));
  return lines.join('\n');
}

/** The example with some ECUs as C, as the vehicle file says. */
function mixed(inC: readonly string[]): VehicleDescription {
  const ecus = { ...description.ecus };
  for (const name of inC) ecus[name] = { ...ecus[name], target: 'c' };
  return { ...description, ecus };
}

describe.skipIf(skipped)('the example vehicle in C', () => {
  it('gives the same trace as TypeScript, as C and mixed', async () => {
    const typescript = await traceOf({ target: 'ts' });
    expect(typescript.split('\n').length).toBeGreaterThan(1000);
    expect(await traceOf({ target: 'c' })).toBe(typescript);
    expect(await traceOf({}, mixed(['Front', 'Dashboard']))).toBe(typescript);
    expect(await traceOf({}, mixed(['Powertrain', 'Body']))).toBe(typescript);
  });

  it('gives the same trace with the checks of the debug build', async () => {
    expect(await traceOf({ target: 'c', check: true })).toBe(await traceOf({ target: 'ts' }));
  });
});

describe.skipIf(skipped)('a C component', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The example with the Front ECU in C, and another PedalSensor in it. */
  function frontIn(pedalSensor: string | undefined, options: LoadOptions = {}): Promise<Vehicle> {
    rmSync(join(folder, 'PedalSensor.c'), { force: true });
    if (pedalSensor !== undefined) writeFileSync(join(folder, 'PedalSensor.c'), pedalSensor);
    for (const [path, type] of [
      ['pedal-io', 'PedalIo'],
      ['kickdown-detector', 'KickdownDetector'],
    ]) {
      writeFileSync(join(folder, `${type}.c`), readFileSync(`components/${path}/${type}.c`));
    }
    const front = { ...description.ecus?.Front, target: 'c' as const, components: [folder] };
    const vehicle = { ...description, ecus: { ...description.ecus, Front: front } };
    return loadVehicle(vehicle, { folder: example, ...options });
  }

  /** What 100 ms of it report: messages as `code line:column text`. */
  async function problems(
    pedalSensor: string | undefined,
    options: LoadOptions = {},
  ): Promise<string[]> {
    try {
      (await frontIn(pedalSensor, options)).run('100ms');
    } catch (error) {
      if (!(error instanceof VehicleError)) throw error;
      return error.diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ code, at, message }) => {
          const before = at?.file.text.slice(0, at.offset).split('\n') ?? [];
          return `${code} ${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${message}`;
        });
    }
    return [];
  }

  it('that is missing is asked for by its file name', async () => {
    expect(await problems(undefined)).toEqual([
      expect.stringMatching(/^component-missing .*no PedalSensor\.c in /),
    ]);
  });

  it('with an error is refused at its line', async () => {
    const source = '#include "Rte_PedalSensor.h"\nvoid PedalSensor_Run(void)\n{\n    x = 1;\n}\n';
    expect(await problems(source)).toEqual([
      "component-c-wrong 4:5 use of undeclared identifier 'x'",
    ]);
  });

  it('without its runnable is refused', async () => {
    expect(await problems('#include "Rte_PedalSensor.h"\n')).toEqual([
      expect.stringMatching(/^component-c-runnable-missing 1:1 .* PedalSensor_Run,/),
    ]);
  });

  it('with undefined behaviour stops the ECU with checks, and goes on without them', async () => {
    const source = `#include "Rte_PedalSensor.h"
static sint32 calls = 2147483640;
void PedalSensor_Run(void)
{
    calls = calls + 1;
}
`;
    expect(await problems(source, { check: true })).toEqual([
      expect.stringMatching(
        /^ecu-failed 5:19 ECU Front failed at 70.12 ms in PedalSensor\/Run of task Task_10ms: undefined behaviour/,
      ),
    ]);
    expect(await problems(source)).toEqual([]);
  });

  it('that divides by a constant 0 is refused with checks: nothing would be left to trap', async () => {
    const source = `#include "Rte_PedalSensor.h"
void PedalSensor_Run(void)
{
    volatile sint32 share = 5 / 0;
    (void)share;
}
`;
    expect(await problems(source, { check: true })).toEqual([
      'component-c-wrong 4:31 division by zero is undefined [-Werror,-Wdivision-by-zero]',
    ]);
  });

  it('that calls TerminateTask deep inside ends its task there, with the stack as before', async () => {
    // The stack holds some ten runs of this.
    const source = `#include "Rte_PedalSensor.h"
#include "Os.h"
static uint16 runs = 0U;
static uint8 dive(uint8 depth, uint8 from)
{
    volatile uint8 frame[100];
    frame[from] = depth;
    if (depth == 0U)
    {
        (void)TerminateTask();
    }
    return (uint8)(frame[from] + dive((uint8)(depth - 1U), from));
}
void PedalSensor_Run(void)
{
    runs++;
    (void)Rte_Write_Position_value(runs);
    (void)dive(50U, 3U);
    (void)Rte_Write_Position_value(1000U);
}
`;
    const vehicle = await frontIn(source);
    vehicle.run('700ms');
    expect(vehicle.get('Front.signal.PedalPosition')).toBe(70);
    const task = vehicle.ecu('Front').tasks.find(({ name }) => name === 'Task_10ms');
    expect(task?.activations).toBe(71);
  });

  it('gets the status codes of events and resources, and a value only with E_OK', async () => {
    const source = `#include "Rte_PedalSensor.h"
#include "Os.h"
void PedalSensor_Run(void)
{
    EventMaskType event = 77U;
    const StatusType access = (StatusType)(SetEvent(Task_10ms, 1U) + ClearEvent(1U) + WaitEvent(1U));
    const StatusType id = (StatusType)(GetResource(0U) + ReleaseResource(0U));
    const StatusType unknown = GetEvent(99U, &event);
    const uint16 codes = (uint16)(100U * access + 10U * id + unknown);
    (void)Rte_Write_Position_value((event == 77U) ? codes : 0U);
}
`;
    const vehicle = await frontIn(source);
    vehicle.run('100ms');
    expect(vehicle.get('Front.signal.PedalPosition')).toBe(363);
  });

  it('that calls what nobody provides is refused where it calls', async () => {
    const source =
      '#include "Rte_PedalSensor.h"\nextern void Nvm_Write(void);\nvoid PedalSensor_Run(void)\n{\n    Nvm_Write();\n}\n';
    expect(await problems(source)).toEqual([
      expect.stringMatching(
        /^component-c-call-unknown 2:13 nothing in ECU Front provides Nvm_Write/,
      ),
    ]);
  });
});
