/** What the user decides about the C code of an ECU. */
export interface COptions {
  /**
   * macros: an access that is nothing but an assignment is expanded in the component (as a static
   * inline function, which is typed and evaluates its arguments once). functions: every call is an
   * external function, which a test can replace.
   */
  readonly api: 'macros' | 'functions';
  /** Widest access, in bits, that the target performs without being interrupted. */
  readonly atomicWidthBits: 8 | 16 | 32 | 64;
}
