/** EcuC, Com, PduR, CanIf and Can as derived from the system description. */
import type {
  BswPlan,
  CanIfPduPlan,
  ComIPduPlan,
  ComPlan,
  ComSignalPlan,
  RtePlan,
  TxModePlan,
} from '../../plan/rte-plan.ts';
import {
  deadlineParameters,
  notificationParameters,
  substitutionParameters,
  valueText,
} from './com-parameters.ts';
import type { Container, Module, Parameter, Reference } from './containers.ts';

export function comModules(plan: RtePlan): readonly Module[] {
  const { com, pduR, canIf } = plan.bsw;
  if (com.iPdus.length === 0) return [];
  const base = `/${plan.ecu}`;
  const pdu = (name: string) => `${base}/EcuC/EcucPduCollection/${name}`;
  return [
    {
      name: 'EcuC',
      containers: [
        {
          name: 'EcucPduCollection',
          definition: 'EcucPduCollection',
          containers: com.iPdus.map((iPdu) => ({
            name: iPdu.name,
            definition: 'Pdu',
            parameters: [['PduLength', iPdu.lengthBytes]],
          })),
        },
      ],
    },
    { name: 'Com', containers: [comConfig(plan, pdu)] },
    {
      name: 'PduR',
      containers: [
        {
          name: 'PduRRoutingTables',
          definition: 'PduRRoutingTables',
          containers: [
            {
              name: 'PduRRoutingTable',
              definition: 'PduRRoutingTable',
              containers: [...pduR.transmit, ...pduR.receive].map((route) =>
                routingPath(route.comIPdu, pdu(route.comIPdu)),
              ),
            },
          ],
        },
      ],
    },
    { name: 'CanIf', containers: canIfContainers(canIf, plan, pdu) },
    { name: 'Can', containers: [canConfigSet(plan)] },
  ];
}

// ---- Com --------------------------------------------------------------------------------------------

function comConfig(plan: RtePlan, pdu: (name: string) => string): Container {
  const { com } = plan.bsw;
  const here = `/${plan.ecu}/Com/ComConfig`;
  return {
    name: 'ComConfig',
    definition: 'ComConfig',
    containers: [
      {
        name: 'ComTimeBase',
        definition: 'ComTimeBase',
        parameters: [
          ['ComRxTimeBase', com.rxTimeBaseNs / 1e9],
          ['ComTxTimeBase', com.txTimeBaseNs / 1e9],
        ],
      },
      ...com.signals
        .filter((signal) => signal.signalGroup === undefined)
        .map((signal) => signalContainer(signal, 'ComSignal', com)),
      ...com.signalGroups.map(
        (group): Container => ({
          name: group.name,
          definition: 'ComSignalGroup',
          parameters: [
            ['ComTransferProperty', group.transferProperty],
            ...deadlineParameters(group, com),
            ...notificationParameters(group.callbacks),
          ],
          references: [
            ['ComSystemTemplateSignalGroupRef', group.source, 'I-SIGNAL-TO-I-PDU-MAPPING'],
          ],
          containers: com.signals
            .filter((signal) => signal.signalGroup === group.name)
            .map((signal) => signalContainer(signal, 'ComGroupSignal', com)),
        }),
      ),
      ...com.iPdus.map((iPdu, id) => iPduContainer(iPdu, id, plan.bsw, here, pdu)),
    ],
  };
}

function signalContainer(signal: ComSignalPlan, definition: string, com: ComPlan): Container {
  const endianness =
    signal.byteOrder === 'big-endian'
      ? 'BIG_ENDIAN'
      : signal.byteOrder === 'opaque'
        ? 'OPAQUE'
        : 'LITTLE_ENDIAN';
  const bytes = signal.type === 'bytes';
  return {
    name: signal.name,
    definition,
    parameters: [
      ['ComBitPosition', signal.startPosition],
      bytes ? ['ComSignalLength', signal.lengthBits / 8] : ['ComBitSize', signal.lengthBits],
      ['ComSignalEndianness', endianness],
      ['ComSignalInitValue', valueText(signal.initValue)],
      ['ComSignalType', bytes ? 'UINT8_N' : signal.type.toUpperCase()],
      ['ComTransferProperty', signal.transferProperty],
      ...deadlineParameters(signal, com),
      ...substitutionParameters(signal),
      ...notificationParameters(signal.callbacks),
    ],
    references: [['ComSystemTemplateSystemSignalRef', signal.source, 'I-SIGNAL-TO-I-PDU-MAPPING']],
  };
}

function iPduContainer(
  iPdu: ComIPduPlan,
  id: number,
  { com }: BswPlan,
  here: string,
  pdu: (name: string) => string,
): Container {
  const plain = com.signals.filter((s) => s.iPdu === iPdu.name && s.signalGroup === undefined);
  const groups = com.signalGroups.filter((g) => g.iPdu === iPdu.name);
  return {
    name: iPdu.name,
    definition: 'ComIPdu',
    parameters: [
      ['ComIPduDirection', iPdu.direction],
      ['ComIPduHandleId', id],
      ['ComIPduSignalProcessing', iPdu.signalProcessing],
      ['ComIPduType', 'NORMAL'],
    ],
    references: [
      ...plain.map((s): Reference => ['ComIPduSignalRef', `${here}/${s.name}`]),
      ...groups.map((g): Reference => ['ComIPduSignalGroupRef', `${here}/${g.name}`]),
      ['ComPduIdRef', pdu(iPdu.name)],
    ],
    containers: iPdu.txMode === undefined ? [] : [txContainer(iPdu, iPdu.txMode)],
  };
}

function txContainer(iPdu: ComIPduPlan, txMode: TxModePlan): Container {
  const parameters: Parameter[] = [['ComTxModeMode', txMode.mode]];
  if (txMode.mode === 'DIRECT' || txMode.mode === 'MIXED') {
    parameters.push(
      ['ComTxModeNumberOfRepetitions', txMode.repetitions],
      ['ComTxModeRepetitionPeriod', txMode.repetitionPeriodNs / 1e9],
    );
  }
  if (txMode.mode === 'PERIODIC' || txMode.mode === 'MIXED') {
    parameters.push(
      ['ComTxModeTimeOffset', txMode.offsetNs / 1e9],
      ['ComTxModeTimePeriod', txMode.periodNs / 1e9],
    );
  }
  return {
    name: 'ComTxIPdu',
    definition: 'ComTxIPdu',
    parameters: [['ComTxIPduUnusedAreasDefault', iPdu.unusedAreasDefault]],
    containers: [
      {
        name: 'ComTxModeTrue',
        definition: 'ComTxModeTrue',
        containers: [{ name: 'ComTxMode', definition: 'ComTxMode', parameters }],
      },
    ],
  };
}

// ---- PduR, CanIf, Can ---------------------------------------------------------------------------------

function routingPath(name: string, pdu: string): Container {
  return {
    name,
    definition: 'PduRRoutingPath',
    containers: [
      { name: 'PduRSrcPdu', definition: 'PduRSrcPdu', references: [['PduRSrcPduRef', pdu]] },
      { name: 'PduRDestPdu', definition: 'PduRDestPdu', references: [['PduRDestPduRef', pdu]] },
    ],
  };
}

function canIfContainers(
  canIf: BswPlan['canIf'],
  plan: RtePlan,
  pdu: (name: string) => string,
): readonly Container[] {
  const base = `/${plan.ecu}`;
  const here = `${base}/CanIf/CanIfInitCfg`;
  const { controllers } = plan.bsw.can;
  const controllerRef = (name: string) => `${base}/CanIf/CanIfCtrlDrvCfg/${name}`;
  return [
    {
      name: 'CanIfCtrlDrvCfg',
      definition: 'CanIfCtrlDrvCfg',
      containers: controllers.map((controller) => ({
        name: controller.name,
        definition: 'CanIfCtrlCfg',
        references: [['CanIfCtrlCanCtrlRef', `${base}/Can/CanConfigSet/${controller.name}`]],
      })),
    },
    {
      name: 'CanIfInitCfg',
      definition: 'CanIfInitCfg',
      containers: [
        {
          name: 'CanIfInitHohCfg',
          definition: 'CanIfInitHohCfg',
          containers: controllers.flatMap((controller): Container[] => [
            {
              name: `Hth_${controller.name}`,
              definition: 'CanIfHthCfg',
              references: [['CanIfHthCanCtrlIdRef', controllerRef(controller.name)]],
            },
            {
              name: `Hrh_${controller.name}`,
              definition: 'CanIfHrhCfg',
              references: [['CanIfHrhCanCtrlIdRef', controllerRef(controller.name)]],
            },
          ]),
        },
        ...canIf.txPdus.flatMap((tx): Container[] => [
          {
            name: `Buffer_${tx.name}`,
            definition: 'CanIfBufferCfg',
            parameters: [['CanIfBufferSize', tx.buffered ? 1 : 0]],
            references: [['CanIfBufferHthRef', `${here}/CanIfInitHohCfg/Hth_${tx.controller}`]],
          },
          {
            ...canIfPdu(tx, 'CanIfTxPdu'),
            references: [
              ['CanIfTxPduBufferRef', `${here}/Buffer_${tx.name}`],
              ['CanIfTxPduRef', pdu(comIPduOf(plan.bsw.pduR.transmit, 'canIfTxPdu', tx.name))],
            ],
          },
        ]),
        ...canIf.rxPdus.map(
          (rx): Container => ({
            ...canIfPdu(rx, 'CanIfRxPdu'),
            references: [
              ['CanIfRxPduHrhIdRef', `${here}/CanIfInitHohCfg/Hrh_${rx.controller}`],
              ['CanIfRxPduRef', pdu(comIPduOf(plan.bsw.pduR.receive, 'canIfRxPdu', rx.name))],
            ],
          }),
        ),
      ],
    },
  ];
}

function comIPduOf<K extends string>(
  routes: readonly ({ readonly comIPdu: string } & Readonly<Record<K, string>>)[],
  key: K,
  canIfPduName: string,
): string {
  const route = routes.find((r) => r[key] === canIfPduName);
  if (route === undefined) throw new Error(`no route of ${canIfPduName}`);
  return route.comIPdu;
}

function canIfPdu(pdu: CanIfPduPlan, prefix: 'CanIfTxPdu' | 'CanIfRxPdu'): Container {
  return {
    name: pdu.name,
    definition: `${prefix}Cfg`,
    parameters: [
      [`${prefix}CanId`, pdu.canId],
      [`${prefix}CanIdType`, pdu.extended ? 'EXTENDED_CAN' : 'STANDARD_CAN'],
      [`${prefix}Dlc`, pdu.lengthBytes],
    ],
  };
}

function canConfigSet(plan: RtePlan): Container {
  const here = `/${plan.ecu}/Can/CanConfigSet`;
  return {
    name: 'CanConfigSet',
    definition: 'CanConfigSet',
    containers: plan.bsw.can.controllers.flatMap((controller): Container[] => [
      {
        name: controller.name,
        definition: 'CanController',
        parameters: [
          ['CanRxProcessing', controller.rxProcessing],
          ['CanTxProcessing', controller.txProcessing],
        ],
        ...(controller.bitRate === undefined
          ? {}
          : {
              references: [
                ['CanControllerDefaultBaudrate', `${here}/${controller.name}/Baudrate`] as const,
              ],
              containers: [
                {
                  name: 'Baudrate',
                  definition: 'CanControllerBaudrateConfig',
                  parameters: [['CanControllerBaudRate', controller.bitRate / 1000] as const],
                },
              ],
            }),
      },
      ...Array.from(
        { length: controller.txHardwareObjects },
        (_, i): Container => ({
          name: `${controller.name}_Tx${i}`,
          definition: 'CanHardwareObject',
          parameters: [['CanObjectType', 'TRANSMIT']],
          references: [['CanControllerRef', `${here}/${controller.name}`]],
        }),
      ),
    ]),
  };
}
