/** The syntax tree of an ARXML file: elements that know where they stand. */

/** One input file. `path` is as the user gave it; `text` is decoded, without byte order mark. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A place in an input file. Line and column are computed only when a message is made. */
export interface Position {
  readonly file: SourceFile;
  /** Index into `file.text`: the `<` of an element's start tag. */
  readonly offset: number;
}

export interface SyntaxElement extends Position {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly SyntaxElement[];
  /** Character data with surrounding white space removed; '' for an element with children. */
  readonly text: string;
}
