/** Channels of the I/O drivers, by the names under which ECU abstraction components call them. */
import type { BswPlan } from '../../plan/rte-plan.ts';
import type { PlanDraft } from '../draft.ts';

/** Resolution of an ADC channel whose configuration does not say. */
const assumedResolutionBits = 12;

export function planIoDrivers(draft: PlanDraft): Pick<BswPlan, 'adc' | 'dio' | 'pwm'> {
  const { ecuc } = draft.system;
  const channels = ecuc.deep('Adc', 'AdcChannel');
  const names = (module: string, definition: string) =>
    [...new Set(ecuc.deep(module, definition).map((c) => c.name))].sort().map((name) => ({ name }));
  const groups = ecuc.deep('Adc', 'AdcGroup').map((group) => {
    const references = group.references('AdcGroupDefinition');
    if (references.length > 1) {
      draft.diagnostics.report('construct-unsupported', group.element, {
        where: group.path,
        what: 'an ADC group of several channels',
      });
    }
    const channel = channels.find((c) => c.path === references[0]?.path);
    return {
      name: group.name,
      resolutionBits: channel?.number('AdcChannelResolution') ?? assumedResolutionBits,
    };
  });
  return {
    adc: { groups: groups.sort((a, b) => (a.name < b.name ? -1 : 1)) },
    dio: { channels: names('Dio', 'DioChannel') },
    pwm: { channels: names('Pwm', 'PwmChannel') },
  };
}
