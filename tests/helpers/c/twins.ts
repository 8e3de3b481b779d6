/**
 * Twin components: for any plan, sources in TypeScript and in C that do the same. Every runnable
 * mixes all it can read or call into a running sum, and writes the sum everywhere it may.
 */

import { runnablePrototype } from '../../../generator/emit/c/signatures.ts';
import { CWords } from '../../../generator/emit/c/words.ts';
import { Words } from '../../../generator/emit/typescript/words.ts';
import type {
  CallSignaturePlan,
  ComponentPlan,
  ParameterPlan,
  RtePlan,
  TypeDefinition,
} from '../../../generator/plan/rte-plan.ts';

export interface Twins {
  readonly typescript: string;
  readonly c: string;
}

/** The twins of a component type. `<Type>_sum` tells the sum at the end. */
export function twinsOf(component: ComponentPlan, plan: RtePlan): Twins {
  const language = { ts: new TypeScript(component, plan), c: new C(component, plan) };
  return { typescript: language.ts.source(), c: language.c.source() };
}

/** The places of a value that hold a primitive: `.speed`, `[2]`, `` for a primitive itself. */
function places(
  type: string,
  definition: (type: string) => TypeDefinition,
): { path: string; type: string }[] {
  const shape = definition(type);
  switch (shape.kind) {
    case 'structure':
      return shape.members.flatMap((member) =>
        places(member.type, definition).map((inner) => ({
          path: `.${member.name}${inner.path}`,
          type: inner.type,
        })),
      );
    case 'array':
      return Array.from({ length: shape.length }, (_, i) =>
        places(shape.element, definition).map((inner) => ({
          path: `[${i}]${inner.path}`,
          type: inner.type,
        })),
      ).flat();
    default:
      return [{ path: '', type }];
  }
}

abstract class Language {
  readonly component: ComponentPlan;
  readonly plan: RtePlan;

  constructor(component: ComponentPlan, plan: RtePlan) {
    this.component = component;
    this.plan = plan;
  }

  abstract definition(type: string): TypeDefinition;
  abstract zero(type: string): string;
  abstract declare(parameter: ParameterPlan, name: string): string;
  abstract mix(expression: string, type: string): string;
  abstract assign(target: string, type: string): string;
  abstract argument(parameter: ParameterPlan, name: string): string;
  abstract place(name: string, type: string, path: string): string;
  abstract invoke(call: CallSignaturePlan, args: readonly string[]): string;

  /** Statements of one call: arguments made from the sum, results mixed into it. */
  call(call: CallSignaturePlan, index: number): string[] {
    const names = call.parameters.map((_, i) => `a${index}_${i}`);
    const each = (
      want: (p: ParameterPlan) => boolean,
      make: (at: string, type: string) => string,
    ) =>
      call.parameters.flatMap((p, i) =>
        want(p)
          ? places(p.type, (t) => this.definition(t)).map(({ path, type }) =>
              make(this.place(names[i] ?? '', p.type, path), type),
            )
          : [],
      );
    return [
      ...call.parameters.map((p, i) => this.declare(p, names[i] ?? '')),
      ...each(
        (p) => p.direction !== 'out',
        (at, type) => this.assign(at, type),
      ),
      this.invoke(
        call,
        call.parameters.map((p, i) => this.argument(p, names[i] ?? '')),
      ),
      ...each(
        (p) => p.direction !== 'in',
        (at, type) => this.mix(at, type),
      ),
    ];
  }
}

class TypeScript extends Language {
  readonly words = new Words(this.plan);
  definition = (type: string) => this.words.definition(type);

  zero(type: string): string {
    const definition = this.definition(type);
    if (definition.kind === 'primitive') {
      const { base } = definition;
      return base === 'boolean' ? 'false' : base.endsWith('64') && base !== 'float64' ? '0n' : '0';
    }
    if (definition.kind === 'structure') {
      return `{ ${definition.members.map((m) => `${m.name}: ${this.zero(m.type)}`).join(', ')} }`;
    }
    if (definition.kind !== 'array') throw new Error(type);
    return this.words.base(definition.element) === undefined
      ? `[${Array.from({ length: definition.length }, () => this.zero(definition.element)).join(', ')}]`
      : `new ${this.words.spelled(definition)}(${definition.length})`;
  }

  declare(p: ParameterPlan, name: string): string {
    const primitive = this.words.base(p.type) !== undefined;
    return `const ${name} = ${primitive ? `{ value: ${this.zero(p.type)} as any }` : this.zero(p.type)};`;
  }

  place(name: string, type: string, path: string): string {
    return this.words.base(type) === undefined ? `${name}${path}` : `${name}.value`;
  }

  argument(p: ParameterPlan, name: string): string {
    return p.direction === 'in' && this.words.base(p.type) !== undefined ? `${name}.value` : name;
  }

  mix(expression: string, type: string): string {
    const base = this.words.base(type);
    // The upper half of 64 bits counts too, and the fractions of a float, which are exact in a double.
    const integer =
      base === 'boolean'
        ? `Number(${expression})`
        : base === 'uint64' || base === 'sint64'
          ? `Number(BigInt.asUintN(32, ${expression} ^ (BigInt.asUintN(64, ${expression}) >> 32n)))`
          : base === 'float32' || base === 'float64'
            ? `Math.trunc(${expression} * 65536)`
            : expression;
    return `sum = (Math.imul(sum, 31) + ${integer}) >>> 0;`;
  }

  assign(target: string, type: string): string {
    const base = this.words.base(type);
    const inArray = target.endsWith(']');
    if (base === 'boolean') return `${target} = ${inArray ? 'sum & 1' : '(sum & 1) !== 0'};`;
    if (base === 'uint64' || base === 'sint64') return `${target} = BigInt(sum) * 4294967311n;`;
    if (base === 'float32' || base === 'float64') return `${target} = (sum & 0x7fff) / 7;`;
    return `${target} = sum;`;
  }

  invoke(call: CallSignaturePlan, args: readonly string[]): string {
    const result = `self.${call.name}(${args.join(', ')})`;
    return `sum = (Math.imul(sum, 31) + Number(${result})) >>> 0;`;
  }

  source(): string {
    const runnables = this.component.runnables.map((runnable) => {
      const each = (
        wanted: (p: ParameterPlan) => boolean,
        make: (at: string, type: string) => string,
      ) =>
        runnable.parameters.flatMap((p, i) =>
          wanted(p)
            ? places(p.type, (t) => this.definition(t)).map(({ path, type }) =>
                make(
                  this.words.base(p.type) === undefined
                    ? `p${i}${path}`
                    : p.direction === 'in'
                      ? `p${i}`
                      : `p${i}.value`,
                  type,
                ),
              )
            : [],
        );
      const ins = each(
        (p) => p.direction !== 'out',
        (at, type) => this.mix(at, type),
      );
      const outs = each(
        (p) => p.direction !== 'in',
        (at, type) => this.assign(at, type),
      );
      const calls = this.component.calls
        .filter((call) => call.runnables.includes(runnable.name))
        .flatMap((call, i) => this.call(call, i));
      return [
        `export function ${runnable.symbol}(self: any${runnable.parameters.map((_, i) => `, p${i}: any`).join('')}): any {`,
        'sum = (sum + 1) >>> 0;',
        ...ins,
        ...calls,
        ...outs,
        ...(runnable.returnsStatus ? ['return (sum & 1) === 0 ? 0 : 2;'] : []),
        '}',
      ].join('\n');
    });
    return [
      'let sum = 0;',
      `export function ${this.component.name}_sum(): number { return sum; }`,
      ...runnables,
    ].join('\n');
  }
}

class C extends Language {
  readonly words = new CWords(this.plan);
  definition = (type: string) => this.words.definition(type);

  zero(): string {
    return '{ 0 }';
  }

  declare(p: ParameterPlan, name: string): string {
    const primitive = this.words.base(p.type) !== undefined;
    return `${this.words.typeName(p.type)} ${name} = ${primitive ? '0' : '{ 0 }'};`;
  }

  place(name: string, _type: string, path: string): string {
    return `${name}${path.replace(/\w+/g, (member) => this.words.member(member))}`;
  }

  argument(p: ParameterPlan, name: string): string {
    const isArray = this.words.isArray(p.type);
    const primitive = this.words.base(p.type) !== undefined;
    return isArray || (primitive && p.direction === 'in') ? name : `&${name}`;
  }

  mix(expression: string, type: string): string {
    const base = this.words.base(type);
    if (base === 'uint64' || base === 'sint64')
      return `sum = sum * 31U + (uint32)((uint64)${expression} ^ ((uint64)${expression} >> 32));`;
    const scale = base === 'float32' || base === 'float64' ? ' * 65536.0' : '';
    // In two steps, since gcc joins the conversions and then finds fault with them.
    return `{ const sint64 whole = (sint64)(${expression}${scale}); sum = sum * 31U + (uint32)(uint64)whole; }`;
  }

  assign(target: string, type: string): string {
    const base = this.words.base(type);
    const name = this.words.typeName(type);
    if (base === 'boolean') return `${target} = (sum & 1U) != 0U;`;
    if (base === 'float32' || base === 'float64')
      return `${target} = (${name})((double)(sum & 0x7fffU) / 7.0);`;
    if (base === 'uint64' || base === 'sint64')
      return `${target} = (${name})(sum * UINT64_C(4294967311));`;
    return `${target} = (${name})sum;`;
  }

  invoke(call: CallSignaturePlan, args: readonly string[]): string {
    const all = this.component.supportsMultipleInstantiation ? ['self', ...args] : args;
    return `sum = sum * 31U + ${call.name}(${all.join(', ')});`;
  }

  source(): string {
    const runnables = this.component.runnables.map((runnable) => {
      const each = (
        wanted: (p: ParameterPlan) => boolean,
        make: (at: string, type: string) => string,
      ) =>
        runnable.parameters.flatMap((p) => {
          const name = this.words.parameterName(p.name);
          const isPlain =
            this.words.isArray(p.type) ||
            (this.words.base(p.type) !== undefined && p.direction === 'in');
          return wanted(p)
            ? places(p.type, (t) => this.definition(t)).map(({ path, type }) =>
                make(this.place(isPlain ? name : `(*${name})`, p.type, path), type),
              )
            : [];
        });
      const ins = each(
        (p) => p.direction !== 'out',
        (at, type) => this.mix(at, type),
      );
      const outs = each(
        (p) => p.direction !== 'in',
        (at, type) => this.assign(at, type),
      );
      const calls = this.component.calls
        .filter((call) => call.runnables.includes(runnable.name))
        .flatMap((call, i) => this.call(call, i));
      return [
        runnablePrototype(runnable, this.component, this.words),
        '{',
        ...(this.component.supportsMultipleInstantiation ? ['(void)self;'] : []),
        ...runnable.parameters.map((p) => `(void)${this.words.parameterName(p.name)};`),
        'sum = sum + 1U;',
        ...ins,
        ...calls,
        ...outs,
        ...(runnable.returnsStatus ? ['return ((sum & 1U) == 0U) ? 0U : 2U;'] : []),
        '}',
      ].join('\n');
    });
    return [
      `#include "Rte_${this.component.name}.h"`,
      'static uint32 sum = 0U;',
      `uint32 ${this.component.name}_sum(void);`,
      `uint32 ${this.component.name}_sum(void) { return sum; }`,
      ...runnables,
      '',
    ].join('\n');
  }
}
