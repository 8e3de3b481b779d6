/** The part of the WebAssembly interface that the loader uses; no library of types for Node has it. */
declare namespace WebAssembly {
  type ModuleImports = Record<string, unknown>;
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    static imports(module: Module): { readonly module: string; readonly name: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Record<string, ModuleImports>);
    readonly exports: {
      readonly memory: Memory;
      /** As wasm-ld calls it. */
      readonly __stack_pointer: { value: number };
    } & Readonly<Record<string, unknown>>;
  }
}
