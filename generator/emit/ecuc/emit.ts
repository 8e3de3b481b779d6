/**
 * ECUC ARXML of what was assumed, or is needed from OS and COM: tasks, alarms, event mappings, the
 * COM stack derived from the system description, deadlines, notifications. Read back together with the input,
 * it gives the same plan, and nothing is assumed any more.
 */
import type { RtePlan } from '../../plan/rte-plan.ts';
import { renderer } from '../render.ts';
import { comAdditions } from './com-additions.ts';
import { comModules } from './com-modules.ts';
import { type Module, moduleView } from './containers.ts';
import { osModules } from './os-module.ts';
import { exclusiveAreas, rteModule } from './rte-module.ts';

/** One package per ECU, with the modules of its configuration that the input lacks. */
export function emitEcuc(plans: readonly RtePlan[]): string {
  const packages = new Map<string, Module[]>();
  const add = (path: string, module: Module) => {
    if (module.containers.length === 0) return;
    const modules = packages.get(path);
    if (modules === undefined) packages.set(path, [module]);
    else modules.push(module);
  };
  for (const plan of plans) {
    const own = `/${plan.ecu}`;
    for (const [path, module] of osModules(plan)) add(path, module);
    add(own, rteModule(plan));
    for (const [path, module] of exclusiveAreas(plan)) add(path, module);
    if (plan.bsw.com.assumed) for (const module of comModules(plan)) add(own, module);
    else for (const [path, module] of comAdditions(plan)) add(path, module);
  }
  return renderer('ecuc', '.arxml.hbs')('ecuc', {
    packages: [...packages].map(([path, modules]) => ({
      name: path.slice(1),
      modules: modules.map(moduleView),
    })),
  });
}
