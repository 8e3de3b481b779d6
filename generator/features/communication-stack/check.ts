/** Signals fit their I-PDU, do not overlap, and have a length their type can hold. */
import { bitsOfSignal } from '../../plan/signal-bits.ts';
import type { Position } from '../../syntax/element.ts';
import { widthBits } from '../../system/base-types.ts';
import type { IPduDraft, SignalDraft } from '../com-draft.ts';
import type { PlanDraft } from '../draft.ts';

export function checkLayout(draft: PlanDraft): void {
  for (const iPdu of draft.com.iPdus) checkIPdu(iPdu, draft);
  checkIdentifiers(draft);
}

function checkIPdu(iPdu: IPduDraft, draft: PlanDraft): void {
  const { diagnostics } = draft;
  const owner = new Array<SignalDraft | undefined>(iPdu.lengthBytes * 8);
  const told = new Set<string>();
  for (const signal of draft.com.signals.filter((s) => s.iPdu === iPdu)) {
    if (!fitsType(signal, draft)) continue;
    const bits = bitsOfSignal(signal);
    if (bits.some((bit) => bit < 0 || bit >= owner.length)) {
      diagnostics.report('signal-outside-pdu', signal.at, {
        signal: signal.source,
        pdu: iPdu.source,
        lengthBytes: iPdu.lengthBytes,
      });
      continue;
    }
    for (const bit of bits) {
      const other = owner[bit];
      if (other === undefined) owner[bit] = signal;
      else if (!told.has(`${other.name} ${signal.name}`)) {
        told.add(`${other.name} ${signal.name}`);
        diagnostics.report(
          'signal-overlap',
          signal.at,
          { signal: signal.source, other: other.source, pdu: iPdu.source },
          [{ message: 'the other signal', at: other.at }],
        );
      }
    }
  }
}

function fitsType(signal: SignalDraft, draft: PlanDraft): boolean {
  const { type, lengthBits } = signal;
  if (signal.byteOrder === 'opaque' || type === 'bytes') {
    if (lengthBits % 8 === 0 && signal.startPosition % 8 === 0) return true;
    draft.diagnostics.report('signal-not-bytes', signal.at, { signal: signal.source });
    return false;
  }
  const width = type === undefined ? 64 : widthBits(type);
  const exact = type === 'float32' || type === 'float64';
  if (lengthBits < 1 || lengthBits > width || (exact && lengthBits !== width)) {
    draft.diagnostics.report('signal-length', signal.at, {
      signal: signal.source,
      lengthBits,
      type: type ?? 'any integer type',
    });
    return false;
  }
  return true;
}

/** One controller cannot tell two PDUs of one identifier apart, nor two ECU functions send one. */
function checkIdentifiers(draft: PlanDraft): void {
  const { canIf, identifiers } = draft.com;
  const { diagnostics } = draft;
  for (const list of [canIf.txPdus, canIf.rxPdus]) {
    const seen = new Map<string, Position & { readonly path: string }>();
    for (const pdu of list) {
      const at = identifiers.get(pdu.name);
      if (at === undefined) throw new Error(`no identifier of ${pdu.name}`);
      const words = { pdu: at.path, canId: spelled(pdu.canId) };
      const key = `${pdu.controller} ${pdu.extended} ${pdu.canId}`;
      const other = seen.get(key);
      if (other !== undefined) {
        const related = [{ message: 'the other', at: other }];
        diagnostics.report('can-id-twice', at, { ...words, other: other.path }, related);
      }
      seen.set(key, at);
      const limit = pdu.extended ? 0x1fffffff : 0x7ff;
      if (pdu.canId < 0 || pdu.canId > limit || !Number.isInteger(pdu.canId)) {
        diagnostics.report('can-id-range', at, words);
      }
    }
  }
}

function spelled(canId: number): string {
  return Number.isInteger(canId) ? `0x${canId.toString(16).toUpperCase()}` : String(canId);
}
