/** What is the same for every ECU of a model is worked out for the first of them. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';

/**
 * `work`, but done once for each `of`. Only a result without any diagnostic is kept: a mistake is
 * told to every ECU whose plan depends on it. `of` must not change any more.
 */
export function once<Of extends object, Result extends object>(
  work: (of: Of, diagnostics: Diagnostics) => Result,
): (of: Of, diagnostics: Diagnostics) => Result {
  const results = new WeakMap<Of, Result>();
  return (of, diagnostics) => {
    const known = results.get(of);
    if (known !== undefined) return known;
    const { errorCount } = diagnostics;
    const { length } = diagnostics.list;
    const result = work(of, diagnostics);
    const silent = diagnostics.errorCount === errorCount && diagnostics.list.length === length;
    if (silent) results.set(of, result);
    return result;
  };
}
