/**
 * The integrator's part of an ECU, as one C source: OS, COM, drivers and BSW main functions that do
 * next to nothing, and a `main` that starts the RTE and runs all of it a few times. What it prints
 * depends on every value that went through the RTE.
 */
import type { ComSignalPlan, RtePlan } from '../../../generator/plan/rte-plan.ts';

/** `sums`: functions of the components that tell what they have seen; see twins.ts. */
export function integratorSource(plan: RtePlan, sums: readonly string[]): string {
  const tasks = plan.tasks.filter(({ body }) => body === 'rte').map(({ name }) => name);
  const functions = plan.bsw.schedulableEntities.filter(
    (name) => !/^Com_MainFunction[RT]x$/.test(name),
  );
  const sizes = plan.bsw.com.signals.map((signal) => `${sizeBytes(signal)}U`);
  return `
#include <stdio.h>
#include <string.h>
#include "Rte_Main.h"
#include "Rte_Cbk.h"
#include "Os.h"
#include "Com.h"
#include "Adc.h"
#include "Dio.h"
#include "Pwm.h"

StatusType ActivateTask(TaskType task) { (void)task; return E_OK; }
StatusType TerminateTask(void) { return E_OK; }
StatusType SetRelAlarm(AlarmType a, TickType i, TickType c) { (void)a; (void)i; (void)c; return E_OK; }
StatusType CancelAlarm(AlarmType alarm) { (void)alarm; return E_OK; }
void SuspendOSInterrupts(void) {}
void ResumeOSInterrupts(void) {}

static const size_t sizes[] = { ${[...sizes, '0U'].join(', ')} };
uint8 Com_SendSignal(Com_SignalIdType signal, const void* data) { (void)signal; (void)data; return E_OK; }
uint8 Com_ReceiveSignal(Com_SignalIdType signal, void* data)
{
    (void)memset(data, (int)signal + 1, sizes[signal]);
    return E_OK;
}
uint8 Com_SendSignalGroup(Com_SignalGroupIdType group) { (void)group; return E_OK; }
uint8 Com_ReceiveSignalGroup(Com_SignalGroupIdType group) { (void)group; return E_OK; }
void Com_MainFunctionRx(void) {}
void Com_MainFunctionTx(void) {}

Std_ReturnType Adc_ReadGroup(Adc_GroupType g, Adc_ValueGroupType* v) { (void)g; *v = 7U; return E_OK; }
Dio_LevelType Dio_ReadChannel(Dio_ChannelType c) { (void)c; return STD_HIGH; }
void Dio_WriteChannel(Dio_ChannelType c, Dio_LevelType l) { (void)c; (void)l; }
void Pwm_SetDutyCycle(Pwm_ChannelType c, uint16 d) { (void)c; (void)d; }
${functions.map((name) => `extern void ${name}(void);\nvoid ${name}(void) {}`).join('\n')}

${tasks.map((name) => `extern void Os_Task_${name}(void);`).join('\n')}
${sums.map((name) => `extern uint32 ${name}(void);`).join('\n')}

int main(void)
{
    int round;
    (void)Rte_Start();
    for (round = 0; round < 3; round++)
    {
${plan.comCallbacks.map(({ name }) => `        ${name}();`).join('\n')}
${tasks.map((name) => `        Os_Task_${name}();`).join('\n')}
    }
${sums.map((name) => `    (void)printf("${name} %lu\\n", (unsigned long)${name}());`).join('\n')}
    return (int)Rte_Stop();
}
`;
}

function sizeBytes({ type, lengthBits }: ComSignalPlan): number {
  if (type === 'bytes') return lengthBits / 8;
  return type === 'boolean' ? 1 : Number(/\d+$/.exec(type)?.[0]) / 8;
}
