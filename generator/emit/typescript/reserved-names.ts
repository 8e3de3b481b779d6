/**
 * Names from the input that TypeScript, or the code around them, needs for itself. They get `_`
 * appended: a parameter `class` becomes `class_`. Names that are only ever members (`x.class`) or
 * have a prefix (`Rte_Write_class_default`) stay as they are.
 */

/** Words that cannot name a binding in a module. */
const words = `arguments await break case catch class const continue debugger default delete do else
  enum eval export extends false finally for function if implements import in instanceof interface
  let new null package private protected public return static super switch this throw true try
  typeof undefined var void while with yield`;

/** Types that TypeScript predefines, and those of its library that generated code names. */
const libraryTypes = `any bigint boolean never number object string symbol unknown
  BigInt BigInt64Array BigUint64Array Float32Array Float64Array Int8Array Int16Array Int32Array Math
  Number Readonly Record Uint8Array Uint16Array Uint32Array`;

/** What generated files declare or import. */
const generatedNames = `Components E_OK EcuServices IoServices Out RTE_E_COM_STOPPED RTE_E_NO_DATA
  RTE_E_OK RTE_E_TRANSMIT_ACK RTE_E_UNCONNECTED Rte Rte_Bigint Rte_Bytes Rte_Counters Rte_Due
  Rte_Number Services Std_ReturnType TaskBody byteAt comCallbacks components configuration createRte
  float32 float64 out scratch self services sint16 sint32 sint64 sint8 status tasks uint16 uint32
  uint64 uint8`;

export const reservedNames: ReadonlySet<string> = new Set(
  `${words} ${libraryTypes} ${generatedNames}`.split(/\s+/),
);

/** How a method of that name is declared in an interface, where `new(...)` is a construct signature. */
export function methodName(name: string): string {
  return name === 'new' ? `'new'` : name;
}
