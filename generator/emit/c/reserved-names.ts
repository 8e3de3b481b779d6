/** Names that C, the standard headers or the code around them need for themselves: they get `_` appended. */
import { osEventsOf } from '../../plan/os-objects.ts';
import type { RtePlan } from '../../plan/rte-plan.ts';

const keywords = `auto break case char const continue default do double else enum extern float for
  goto if inline int long register restrict return short signed sizeof static struct switch typedef
  union unsigned void volatile while _Bool _Complex _Imaginary asm fortran`;

/** C++ reads the headers too. */
const cppKeywords = `alignas alignof and and_eq asm bitand bitor bool catch char16_t char32_t class
  compl const_cast constexpr decltype delete dynamic_cast explicit export false friend mutable
  namespace new noexcept not not_eq nullptr operator or or_eq private protected public
  reinterpret_cast static_assert static_cast template this thread_local throw true try typeid
  typename using virtual wchar_t xor xor_eq`;

const macros = `TRUE FALSE NULL E_OK E_NOT_OK STD_HIGH STD_LOW TASK errno`;

export const cKeywords: ReadonlySet<string> = new Set(
  `${keywords} ${cppKeywords} ${macros}`.split(/\s+/),
);

/** Beside keywords: what generated functions call their own things. */
export const cLocalNames: ReadonlySet<string> = new Set([
  ...cKeywords,
  'self',
  'status',
  'initValue',
]);

/** Types and functions of the headers that generated files include. */
export const cGlobalNames: ReadonlySet<string> = new Set([
  ...cKeywords,
  ...`boolean uint8 uint16 uint32 uint64 sint8 sint16 sint32 sint64 float32 float64
    Std_ReturnType Rte_Instance StatusType TaskType AlarmType TickType ResourceType
    EventMaskType EventMaskRefType ActivateTask TerminateTask SetEvent GetEvent ClearEvent
    WaitEvent SetRelAlarm CancelAlarm SuspendAllInterrupts ResumeAllInterrupts
    SuspendOSInterrupts ResumeOSInterrupts GetResource ReleaseResource Com_SendSignal
    Com_ReceiveSignal Com_SendSignalGroup Com_ReceiveSignalGroup Rte_Start Rte_Stop Rte_Events
    RTE_CORE memcpy`.split(/\s+/),
]);

/** A name of the input that cannot stand in C code, although nothing may be appended to it. */
export interface ReservedCName {
  readonly name: string;
  readonly path: string;
  readonly why: string;
}

/** Functions, tasks and constants, which others call by their names, and names of files. */
export function reservedCNames(plan: RtePlan): readonly ReservedCName[] {
  const { components } = plan;
  const named = [
    ...components.flatMap((c) => c.runnables.map(({ symbol, path }) => ({ name: symbol, path }))),
    ...components.flatMap((c) =>
      c.enumerations.flatMap(({ literals }) =>
        literals.map(({ name }) => ({ name, path: c.path })),
      ),
    ),
    ...plan.tasks,
    ...plan.alarms,
    ...osEventsOf(plan),
  ];
  const keywords = named
    .filter(({ name }) => cGlobalNames.has(name))
    .map(({ name, path }) => ({ name, path, why: 'C, C++ or a standard header defines it' }));
  const files = components.flatMap(({ name, path }) => {
    const isTypes = (c: { name: string }) => name.toLowerCase() === `${c.name}_Type`.toLowerCase();
    const other = components.find(isTypes);
    const why = `Rte_${name}.h is the types header of ${other?.path}`;
    return other === undefined ? [] : [{ name, path, why }];
  });
  return [...keywords, ...files];
}
