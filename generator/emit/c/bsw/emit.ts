/** The configuration of the small C BSW (boards/bsw) for one ECU on one board. */
import type { RtePlan } from '../../../plan/rte-plan.ts';
import { type GeneratedFile, generatedMarker } from '../../generated-file.ts';
import { renderer } from '../../render.ts';
import { commented } from '../words.ts';
import { canIfView, canView, mcp2515View, pduRView, slcanView } from './can-view.ts';
import { comView } from './com-view.ts';
import { ecuMView } from './ecum-view.ts';
import { ioView } from './io-view.ts';
import type { BswOptions } from './options.ts';
import { osView } from './os-view.ts';

export function emitBsw(plan: RtePlan, options: BswOptions): readonly GeneratedFile[] {
  const render = renderer('c/bsw', '.c.hbs', '.h.hbs');
  const head = { marker: generatedMarker, ecu: commented(plan.ecu) };
  const file = (path: string, view: object): GeneratedFile => ({
    path,
    // A template of a source is called by its name alone, one of a header with its ending.
    text: render(path.replace(/\.c$/, ''), { ...head, ...view }),
  });
  const module = (name: string, view: object) => [
    file(`${name}_Cfg.h`, view),
    file(`${name}_Cfg.c`, view),
  ];
  const io = ioView(plan, options);
  return [
    ...module('Os', osView(plan)),
    file('EcuM_Cfg.c', ecuMView(plan)),
    ...module('Com', comView(plan)),
    ...module('PduR', pduRView(plan)),
    ...module('CanIf', canIfView(plan)),
    file('Can_Cfg.h', canView(plan, options)),
    options.can === 'serial'
      ? file('Slcan_Cfg.h', slcanView(plan, options))
      : file('Mcp2515_Cfg.h', mcp2515View(plan, options)),
    ...module('Port', io.port),
    ...module('Dio', io.dio),
    ...module('Adc', io.adc),
    ...module('Pwm', io.pwm),
  ];
}
