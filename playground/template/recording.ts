import type { ResourceMakers } from "./handlers.ts";
import { type Deployment, loadTemplate } from "./load-template.ts";

/** Handlers that write down what they are asked to make. */
export const recording = () => {
  const calls: (readonly [string, unknown])[] = [];
  const record = (name: string) => (input: unknown) => {
    calls.push([name, input]);
  };
  const recordAnd =
    <Input>(name: string, answer: (input: Input) => string) =>
    (input: Input) => {
      calls.push([name, input]);
      return answer(input);
    };
  const handlers: ResourceMakers = {
    ask: async (service, operation, input) => record(`${service}:${operation}`)(input),
    askOnceShown: async (service, operation, input) => record(`${service}:${operation}`)(input),
    tableExists: () => false,
    roleExists: () => false,
    functionExists: () => false,
    logGroupExists: () => false,
    removeRole: record("removeRole"),
    updateFunction: (name, definition) => record("updateFunction")({ name, ...definition }),
    deleteFunction: record("deleteFunction"),
    removePermission: (functionName, id) => record("removePermission")({ functionName, id }),
    deleteFunctionEventInvokeConfig: record("deleteFunctionEventInvokeConfig"),
    updateEventSourceMapping: (id, changes) => record("updateEventSourceMapping")({ id, changes }),
    deleteEventSourceMapping: record("deleteEventSourceMapping"),
    createTable: record("createTable"),
    putRole: record("putRole"),
    createFunction: record("createFunction"),
    publishVersion: recordAnd("publishVersion", () => "1"),
    addPermission: record("addPermission"),
    putFunctionEventInvokeConfig: record("putFunctionEventInvokeConfig"),
    mapEventSource: recordAnd("mapEventSource", () => "mapping-1"),
    createStateMachine: recordAnd("createStateMachine", ({ name }) => `arn:machine:${name}`),
    putRule: record("putRule"),
    putTargets: record("putTargets"),
    createQueue: recordAnd("createQueue", ({ QueueName }) => `https://queue/${QueueName}`),
    createTopic: recordAnd("createTopic", ({ Name }) => `arn:topic:${Name}`),
    setTopicPolicy: (arn, policy) => record("setTopicPolicy")({ arn, policy }),
    setQueuePolicy: (url, policy) => record("setQueuePolicy")({ url, policy }),
  };
  return { calls, handlers };
};

/** The calls that a template's resources would be made with, in order. Throws for what the playground does not emulate of it. */
export const recordTemplate = async (template: unknown, deployment: Deployment) => {
  const { calls, handlers } = recording();
  await loadTemplate(template, deployment, handlers);
  return calls;
};
