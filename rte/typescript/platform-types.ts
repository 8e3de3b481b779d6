/** Platform_Types: the names that generated code and components use. Integers wrap in the RTE. */
export type uint8 = number;
export type uint16 = number;
export type uint32 = number;
export type uint64 = bigint;
export type sint8 = number;
export type sint16 = number;
export type sint32 = number;
export type sint64 = bigint;
/** Rounded to single precision by the RTE. */
export type float32 = number;
export type float64 = number;
