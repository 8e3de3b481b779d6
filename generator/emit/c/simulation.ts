/** What the C code of an ECU needs beside the RTE to run on the simulated basic software. */

import { osEventsOf, resourcesOf } from '../../plan/os-objects.ts';
import type { RtePlan } from '../../plan/rte-plan.ts';
import { type GeneratedFile, generatedMarker } from '../generated-file.ts';
import { renderer } from '../render.ts';
import { symbol } from './names.ts';
import { stepView } from './task-view.ts';
import { commented } from './words.ts';

/** Headers of the simulated OS, COM and drivers, and the RTE in steps (`Rte_Step.c` in place of `Rte.c`). */
export function emitCSimulation(plan: RtePlan): readonly GeneratedFile[] {
  const render = renderer('c', '.c.hbs', '.h.hbs');
  const ids = (list: readonly { name: string }[], name: (name: string) => string) =>
    list.map((element, id) => ({ name: name(element.name), id }));
  const file = (path: string, template: string, view: object): GeneratedFile => ({
    path,
    text: render(template, { marker: generatedMarker, ecu: commented(plan.ecu), ...view }),
  });
  const { com, adc, dio, pwm } = plan.bsw;
  const same = (name: string) => name;
  return [
    file('Os.h', 'Os.h', {
      tasks: ids(plan.tasks, same),
      alarms: ids(plan.alarms, same),
      resources: ids(resourcesOf(plan), same),
      osEvents: osEventsOf(plan),
    }),
    file('Com.h', 'Com.h', {
      signals: [...ids(com.signals, symbol.signal), ...ids(com.signalGroups, symbol.signalGroup)],
    }),
    file('Adc.h', 'Adc.h', { channels: ids(adc.groups, (name) => `AdcConf_AdcGroup_${name}`) }),
    file('Dio.h', 'Dio.h', { channels: ids(dio.channels, (name) => `DioConf_DioChannel_${name}`) }),
    file('Pwm.h', 'Pwm.h', { channels: ids(pwm.channels, (name) => `PwmConf_PwmChannel_${name}`) }),
    file('Rte_Step.c', 'Rte_Step', {
      tasks: plan.tasks.filter((task) => task.body === 'rte').map((task) => stepView(task, plan)),
    }),
  ];
}
