import { AwsError } from "../../world/aws-error.ts";
import type { Cancel } from "../../world/clock.ts";
import type { Authorizer, Functions } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import { createRecords, type Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import { createExecution, type Execution } from "./interpreter/execution.ts";
import type { ExecutionRecord } from "./interpreter/execution-record.ts";
import { largestPayload } from "./interpreter/limits.ts";
import type { TaskServices } from "./interpreter/tasks/task-services.ts";
import type { TaskTokens } from "./interpreter/tasks/task-tokens.ts";
import { checkArn, checkLength, checkName, executionArn } from "./names.ts";
import { deleting, type StateMachineStore } from "./state-machines.ts";
import { statusChange } from "./status-change.ts";

/** The executions of an account. Everything throws AwsError as the API would. */
export interface ExecutionStore {
  readonly records: Records<ExecutionRecord>;
  start(request: {
    readonly stateMachineArn: string;
    readonly name?: string | undefined;
    readonly input?: string | undefined;
  }): ExecutionRecord;
  /** The execution itself. */
  get(arn: string): Execution;
  /** The execution's record as a read sees it. */
  seen(arn: string): ExecutionRecord;
  /** Those of a state machine, in the order of their start. */
  of(stateMachineArn: string): readonly Execution[];
  /** Tells once when the execution ends, or has ended. */
  onEnd(arn: string, listener: (record: ExecutionRecord) => void): Cancel;
  /** Lets go of all that still runs. */
  abandon(): void;
}

/** "You can reuse names after 90 days." */
const nameLife = 90 * 24 * 60 * 60 * 1000;

export const createExecutionStore = (
  surroundings: Surroundings,
  machines: StateMachineStore,
  tokens: TaskTokens,
  { functions, authorizer }: { readonly functions: Functions; readonly authorizer: Authorizer },
): ExecutionStore => {
  const { clock, random, region, account, lag, emit } = surroundings;
  const records = createRecords<ExecutionRecord>(clock, lag);
  const executions = new Map<string, Execution>();
  const listeners = new Map<string, Set<(record: ExecutionRecord) => void>>();
  let abandoned = false;

  const changed = (record: ExecutionRecord) => {
    const { executionArn: arn, stateMachineArn } = record;
    records.put(arn, record);
    emit(statusChange(record, clock.now()));
    if (record.status === "RUNNING") return;
    for (const listener of [...(listeners.get(arn) ?? [])]) listener(record);
    removeIfDeleted(stateMachineArn);
  };

  // "A state machine is deleted only when all its executions are completed."
  const removeIfDeleted = (stateMachineArn: string) => {
    const runs = store.of(stateMachineArn).some((execution) => execution.record().status === "RUNNING");
    if (machines.records.get(stateMachineArn)?.status === "DELETING" && !runs) machines.records.remove(stateMachineArn);
  };

  const services = (roleArn: string): TaskServices => ({
    region,
    account,
    functions,
    authorize: (need) => authorizer.authorize(roleArn, need),
    tokens,
    children: {
      start: store.start,
      onEnd: store.onEnd,
      stop: (arn) => {
        if (!abandoned) executions.get(arn)?.stop(undefined, undefined);
      },
    },
  });

  const store: ExecutionStore = {
    records,
    start({ stateMachineArn, name = uuid(random), input = "{}" }) {
      const machine = machines.get(stateMachineArn);
      checkName(name);
      checkLength("input", input, 0, largestPayload);
      checkJson(input);
      if (machine.status === "DELETING") throw deleting(stateMachineArn);
      const arn = executionArn(surroundings, machine.name, name);
      const found = executions.get(arn)?.record();
      if (found !== undefined) {
        if (found.status === "RUNNING" && found.input === input) return found;
        if (clock.now() - (found.stopDate ?? clock.now()) < nameLife) {
          throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
        }
      }
      const execution = createExecution({
        clock,
        random,
        services: services(machine.roleArn),
        revision: machine,
        arn,
        name,
        input,
        changed,
      });
      executions.set(arn, execution);
      execution.start();
      return execution.record();
    },
    get(arn) {
      checkArn(arn, "execution");
      const execution = executions.get(arn);
      if (execution === undefined) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
      return execution;
    },
    // StartExecution has told the caller of it, so that at least its start is seen at once.
    seen: (arn) => records.seen(arn) ?? store.get(arn).record(),
    of: (stateMachineArn) =>
      [...executions.values()].filter((execution) => execution.record().stateMachineArn === stateMachineArn),
    onEnd(arn, listener) {
      const record = store.get(arn).record();
      if (record.status !== "RUNNING") {
        return clock.after(0, () => listener(record));
      }
      const all = listeners.get(arn) ?? new Set();
      listeners.set(arn, all.add(listener));
      return () => all.delete(listener);
    },
    abandon() {
      abandoned = true;
      for (const execution of executions.values()) execution.abandon();
    },
  };
  return store;
};

const checkJson = (text: string): void => {
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `Invalid State Machine Execution Input: '${(error as Error).message}'`;
    throw new AwsError("InvalidExecutionInput", message);
  }
};
