/** Signals fit their I-PDU, do not overlap, and have a length their type can hold. */
import { bitsOfSignal } from '../../plan/signal-bits.ts';
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
        signal: signal.name,
        pdu: iPdu.name,
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
          { signal: signal.name, other: other.name, pdu: iPdu.name },
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
    draft.diagnostics.report('signal-not-bytes', signal.at, { signal: signal.name });
    return false;
  }
  const width = type === undefined ? 64 : widthBits(type);
  const exact = type === 'float32' || type === 'float64';
  if (lengthBits < 1 || lengthBits > width || (exact && lengthBits !== width)) {
    draft.diagnostics.report('signal-length', signal.at, {
      signal: signal.name,
      lengthBits,
      type: type ?? 'any integer type',
    });
    return false;
  }
  return true;
}

/** One controller cannot tell two PDUs of one identifier apart, nor two ECU functions send one. */
function checkIdentifiers(draft: PlanDraft): void {
  const { canIf, iPdus } = draft.com;
  for (const list of [canIf.txPdus, canIf.rxPdus]) {
    const seen = new Map<string, string>();
    for (const pdu of list) {
      const key = `${pdu.controller} ${pdu.extended} ${pdu.canId}`;
      const other = seen.get(key);
      if (other !== undefined) {
        draft.diagnostics.report('can-id-twice', iPdus.find((p) => p.name === pdu.name)?.at, {
          pdu: pdu.name,
          other,
          canId: `0x${pdu.canId.toString(16).toUpperCase()}`,
        });
      }
      seen.set(key, pdu.name);
      const limit = pdu.extended ? 0x1fffffff : 0x7ff;
      if (pdu.canId < 0 || pdu.canId > limit || !Number.isInteger(pdu.canId)) {
        draft.diagnostics.report('can-id-range', iPdus.find((p) => p.name === pdu.name)?.at, {
          pdu: pdu.name,
          canId: pdu.canId,
        });
      }
    }
  }
}
