/** PduR: two tables, both ways. */
import { describe, expect, it } from 'vitest';
import { PduR } from '../../../bsw-sim/pdur/pdur.ts';
import { E_NOT_OK, E_OK } from '../../../rte/typescript/index.ts';

const configuration = {
  transmit: [
    { comIPdu: 0, canIfTxPdu: 1 },
    { comIPdu: 3, canIfTxPdu: 0 },
  ],
  receive: [{ canIfRxPdu: 2, comIPdu: 1 }],
};

function connected(canIfAnswers = E_OK): { pduR: PduR; calls: string[] } {
  const calls: string[] = [];
  const pduR = new PduR(configuration);
  pduR.connect({
    upper: {
      Com_RxIndication: (iPdu, data, length) => calls.push(`rx ${iPdu} ${data[0]} ${length}`),
      Com_TxConfirmation: (iPdu) => calls.push(`confirmed ${iPdu}`),
    },
    lower: {
      CanIf_Transmit: (txPdu, data, length) => {
        calls.push(`tx ${txPdu} ${data[0]} ${length}`);
        return canIfAnswers;
      },
    },
  });
  return { pduR, calls };
}

describe('PduR', () => {
  it('hands I-PDUs of Com to the PDUs of CanIf that carry them', () => {
    const { pduR, calls } = connected();
    expect(pduR.PduR_ComTransmit(0, Uint8Array.of(7), 1)).toBe(E_OK);
    expect(pduR.PduR_ComTransmit(3, Uint8Array.of(8, 9), 2)).toBe(E_OK);
    expect(calls).toEqual(['tx 1 7 1', 'tx 0 8 2']);
  });

  it('passes on what CanIf answers', () => {
    expect(connected(E_NOT_OK).pduR.PduR_ComTransmit(0, Uint8Array.of(7), 1)).toBe(E_NOT_OK);
  });

  it('hands received PDUs and confirmations to the I-PDUs of Com', () => {
    const { pduR, calls } = connected();
    pduR.PduR_CanIfRxIndication(2, Uint8Array.of(5, 6), 2);
    pduR.PduR_CanIfTxConfirmation(0);
    pduR.PduR_CanIfTxConfirmation(1);
    expect(calls).toEqual(['rx 1 5 2', 'confirmed 3', 'confirmed 0']);
  });

  it('refuses to transmit, and drops when receiving, what has no route', () => {
    const { pduR, calls } = connected();
    expect(pduR.PduR_ComTransmit(1, Uint8Array.of(7), 1)).toBe(E_NOT_OK);
    expect(pduR.PduR_ComTransmit(99, Uint8Array.of(7), 1)).toBe(E_NOT_OK);
    pduR.PduR_CanIfRxIndication(0, Uint8Array.of(5), 1);
    pduR.PduR_CanIfTxConfirmation(9);
    expect(calls).toEqual([]);
  });

  it('throws for two routes of one PDU, and for use before it is connected', () => {
    const twice = [
      { comIPdu: 0, canIfTxPdu: 1 },
      { comIPdu: 0, canIfTxPdu: 2 },
    ];
    expect(() => new PduR({ transmit: twice, receive: [] })).toThrow(
      'PduR has two routes for Com I-PDU 0',
    );
    const pduR = new PduR(configuration);
    expect(() => pduR.PduR_ComTransmit(0, Uint8Array.of(7), 1)).toThrow(
      'before PduR was connected',
    );
  });
});
