/** Rte.h: status codes of the RTE API, the same for every ECU. */

export const statusCodes: readonly { readonly name: string; readonly value: number }[] = [
  { name: 'RTE_E_OK', value: 0 },
  { name: 'RTE_E_INVALID', value: 1 },
  { name: 'RTE_E_LOST_DATA', value: 64 },
  { name: 'RTE_E_MAX_AGE_EXCEEDED', value: 64 },
  { name: 'RTE_E_COM_STOPPED', value: 128 },
  { name: 'RTE_E_TIMEOUT', value: 129 },
  { name: 'RTE_E_LIMIT', value: 130 },
  { name: 'RTE_E_NO_DATA', value: 131 },
  { name: 'RTE_E_TRANSMIT_ACK', value: 132 },
  { name: 'RTE_E_NEVER_RECEIVED', value: 133 },
  { name: 'RTE_E_UNCONNECTED', value: 134 },
  { name: 'RTE_E_IN_EXCLUSIVE_AREA', value: 135 },
  { name: 'RTE_E_SEG_FAULT', value: 136 },
  { name: 'RTE_E_OUT_OF_RANGE', value: 137 },
  { name: 'RTE_E_SERIALIZATION_ERROR', value: 138 },
  { name: 'RTE_E_HARD_TRANSFORMER_ERROR', value: 138 },
  { name: 'RTE_E_SERIALIZATION_LIMIT', value: 139 },
  { name: 'RTE_E_TRANSFORMER_LIMIT', value: 139 },
  { name: 'RTE_E_SOFT_TRANSFORMER_ERROR', value: 140 },
  { name: 'RTE_E_COM_BUSY', value: 141 },
];
