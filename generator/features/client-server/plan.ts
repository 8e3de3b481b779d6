/** Synchronous calls: an operation-invoked event without a task is a direct call in the client's context. */
import type { Elements } from '../../model/elements.ts';
import { rteApplicationError, rteCall } from '../../plan/api-names.ts';
import type { ParameterPlan, ServerCallPlan, ValuePlan } from '../../plan/rte-plan.ts';
import type { ConnectedPort, PortInstance } from '../../system/composition.ts';
import type { EcuComponent } from '../../system/ecu-system.ts';
import { planValue } from '../../system/values.ts';
import type { PlanDraft, Runnable } from '../draft.ts';
import { memberOf, portOf } from '../ports.ts';
import { checkArguments, checkConcurrency, checkServer } from './check.ts';
import { type Operation, type Server, serversOf } from './servers.ts';

export function planClientServer(draft: PlanDraft): void {
  const servers = draft.system.components.flatMap((component) => serversOf(component, draft));
  for (const server of servers) declareServer(server, draft);
  for (const component of draft.system.components) {
    for (const runnable of component.behavior?.runnables ?? []) {
      for (const point of runnable.serverCallPoints) {
        if (point.kind === 'ASYNCHRONOUS-SERVER-CALL-POINT') {
          draft.diagnostics.report('construct-unsupported', point, {
            where: runnable.path,
            what: 'asynchronous server call',
          });
        } else {
          planCall({ component, runnable, point }, servers, draft);
        }
      }
    }
  }
  checkConcurrency(draft);
}

/** The server runnable's parameters: port-defined arguments first, then the operation's. */
function declareServer(server: Server, draft: PlanDraft): void {
  const { component, runnable } = server;
  const parameters = [...portArguments(server, draft), ...operationParameters(server, draft)];
  const { runnables } = draft.component(component);
  const known = runnables.get(runnable.shortName);
  const signature = {
    name: runnable.shortName,
    path: runnable.path,
    symbol: runnable.symbol ?? runnable.shortName,
    canBeInvokedConcurrently: runnable.canBeInvokedConcurrently ?? false,
    parameters: parameters.map(
      ({ name, type, direction }): ParameterPlan => ({ name, type, direction }),
    ),
    returnsStatus: server.operation.possibleErrors.length > 0,
  };
  if (known !== undefined) checkServer(server, known, signature, draft);
  runnables.set(runnable.shortName, signature);
  declareErrors(component, server.port, server.operation, draft);
}

function portArguments(
  server: Pick<Server, 'component' | 'port'>,
  draft: PlanDraft,
): readonly (ParameterPlan & { value: ValuePlan })[] {
  const option = server.component.behavior?.portApiOptions.find(
    (o) => o.port?.path === server.port.path,
  );
  return (option?.portArgumentValues ?? []).flatMap((argument, i) => {
    const type = draft.typeOf(server.component, argument.type);
    if (type === undefined) return [];
    const value = planValue(argument.value, type, draft.values);
    return [{ name: `portArgument${i + 1}`, type: type.name, direction: 'in' as const, value }];
  });
}

function operationParameters(
  at: { readonly component: EcuComponent; readonly operation: Operation },
  draft: PlanDraft,
): readonly ParameterPlan[] {
  return at.operation.arguments.flatMap((argument) => {
    const type = draft.typeOf(at.component, argument.type);
    if (type === undefined) return [];
    const direction =
      argument.direction === 'OUT' ? 'out' : argument.direction === 'INOUT' ? 'inout' : 'in';
    return [{ name: argument.shortName, type: type.name, direction }];
  });
}

/** RTE_E_<interface>_<error> for the errors of the operation; values 0 to 63. */
function declareErrors(
  component: EcuComponent,
  port: PortInstance['port'],
  operation: Operation,
  draft: PlanDraft,
): void {
  const { model } = draft.system;
  const portInterface = model.resolve(port.interface, draft.diagnostics);
  const { applicationErrors } = draft.component(component);
  for (const reference of operation.possibleErrors) {
    const error = model.resolve(reference, draft.diagnostics);
    if (error === undefined || portInterface === undefined) continue;
    const code = error.errorCode ?? -1;
    if (!Number.isInteger(code) || code < 0 || code > 63) {
      draft.diagnostics.report('application-error-range', error, {
        error: error.path,
        code: error.errorCode === undefined ? 'no code' : `code ${code}`,
      });
    }
    const name = rteApplicationError(portInterface.shortName, error.shortName);
    if (applicationErrors.get(name) !== code) {
      draft.claimApiName(component, name, error.path, error);
    }
    applicationErrors.set(name, code);
  }
}

function planCall(
  client: {
    readonly component: EcuComponent;
    readonly runnable: Runnable;
    readonly point: Elements['SYNCHRONOUS-SERVER-CALL-POINT'];
  },
  servers: readonly Server[],
  draft: PlanDraft,
): void {
  const { component, runnable, point } = client;
  const { tree } = draft.system;
  if (point.port === undefined || point.operation === undefined) {
    const missing = 'CONTEXT-R-PORT-REF and TARGET-REQUIRED-OPERATION-REF';
    draft.diagnostics.report('element-incomplete', point, { path: point.path, missing });
    return;
  }
  const port = portOf(component, point.port, draft);
  const operation = port && memberOf(port, point.operation, 'operation', draft);
  if (port === undefined || operation === undefined) return;
  const parameters = operationParameters({ component, operation }, draft);
  const name = rteCall(port.shortName, operation.shortName);
  draft.claimApiName(component, name, `${port.path}/${operation.shortName}`, port);
  draft.declare(component, {
    name,
    source: operation.path,
    parameters,
    returns: 'status',
    runnables: [runnable.shortName],
  });
  declareErrors(component, port, operation, draft);
  const providers = tree?.providers({ instance: component, port }) ?? [];
  const server = oneServer({ component, port, operation }, providers, servers, draft);
  if (server !== undefined) {
    draft.directCalls.push({
      from: { component, runnable },
      to: { component: server.component, runnable: server.runnable },
    });
  }
  draft.instance(component).calls.set(name, {
    kind: 'Rte_Call',
    name,
    source: `${component.path}/${port.shortName}/${operation.shortName}`,
    parameters,
    ...(server === undefined ? {} : { server: serverPlan(server, draft) }),
  });
}

/** The server behind a required port: at most one provider [n clients, one server]. */
function oneServer(
  client: {
    readonly component: EcuComponent;
    readonly port: PortInstance['port'];
    readonly operation: Operation;
  },
  providers: readonly ConnectedPort[],
  servers: readonly Server[],
  draft: PlanDraft,
): Server | undefined {
  const port = `${client.component.path}.${client.port.shortName}`;
  const first = providers[0];
  if (first === undefined) {
    if (draft.system.tree?.isComplete === true) {
      draft.diagnostics.report('call-unconnected', client.port, { port });
    }
    return undefined;
  }
  if (providers.length > 1) {
    draft.diagnostics.report(
      'servers-several',
      providers[1]?.connector,
      {
        port,
        servers: providers.map((p) => `${p.instance.path}.${p.port.shortName}`).join(', '),
      },
      [{ message: 'another connection', at: first.connector }],
    );
    return undefined;
  }
  if (draft.system.local(first.instance) === undefined) {
    draft.diagnostics.report('construct-unsupported', client.port, {
      where: port,
      what: 'client-server communication between ECUs',
    });
    return undefined;
  }
  const server = servers.find(
    (s) =>
      s.component.path === first.instance.path &&
      s.port.path === first.port.path &&
      s.operation.shortName === client.operation.shortName,
  );
  if (server === undefined) {
    draft.diagnostics.report('server-missing', first.port, {
      port: `${first.instance.path}.${first.port.shortName}`,
      operation: client.operation.shortName,
    });
  } else {
    const own = operationParameters(client, draft);
    const theirs = operationParameters(server, draft);
    checkArguments({ ...client, parameters: own }, { ...first, parameters: theirs }, draft);
  }
  return server;
}

function serverPlan(server: Server, draft: PlanDraft): NonNullable<ServerCallPlan['server']> {
  const { component, runnable } = server;
  return {
    instance: component.name,
    component: draft.component(component).name,
    runnable: runnable.shortName,
    symbol: runnable.symbol ?? runnable.shortName,
    portDefinedArguments: portArguments(server, draft).map(({ type, value }) => ({ type, value })),
    returnsStatus: server.operation.possibleErrors.length > 0,
  };
}
