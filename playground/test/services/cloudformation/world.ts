import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { assemble } from "../../../assemble.ts";
import { serve } from "../../../gateway/serve.ts";
import { region } from "../../../home.ts";
import { createSimulatedDataPlane } from "../../../simulation/data-plane.ts";
import { createSimulatedInstances } from "../../../simulation/instances.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";

const credentials = { accessKeyId: "playground", secretAccessKey: "playground" };
const noFunctionRuns = () => {
  throw new Error("no function runs here");
};

/** An empty account on virtual time, and CloudFormation in it by the real SDK. */
export const startWorld = async () => {
  const clock = virtualClock();
  const random = seeded(1);
  const instances = createSimulatedInstances(clock);
  const world = assemble({
    clock,
    random,
    instances,
    dataPlane: createSimulatedDataPlane(clock, random, instances),
    functions: { launch: noFunctionRuns, stop: async () => {} },
    endpoint: () => server.url,
    answers: virtualClock(),
    longestLag: 0,
  });
  const server = await serve({
    gateway: world.gateway,
    admin: () => Promise.reject(new Error("not asked")),
    port: 0,
    now: Date.now,
  });
  const connection = { endpoint: server.url, region, credentials };
  const client = new CloudFormationClient(connection);

  const describe = async (StackName: string) => {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  };
  /** Lets the time pass until the stack is at rest; answers how it is then. */
  const settled = async (StackName: string) => {
    for (let seconds = 0; seconds < 3_600; seconds += 5) {
      const stack = await describe(StackName);
      if (stack?.StackStatus?.endsWith("_IN_PROGRESS") !== true) return stack;
      await clock.advance(5_000);
    }
    throw new Error(`${StackName} does not come to rest.`);
  };
  /** Makes a change set and waits for what comes of it. */
  const changeSet = async (input: Omit<CreateChangeSetCommandInput, "ChangeSetName">) => {
    const named = { StackName: input.StackName, ChangeSetName: "change" };
    await client.send(new CreateChangeSetCommand({ Capabilities: ["CAPABILITY_NAMED_IAM"], ...named, ...input }));
    await clock.advance(5_000);
    return client.send(new DescribeChangeSetCommand(named));
  };
  return {
    clock,
    connection,
    client,
    settled,
    changeSet,
    /** Makes and executes a change set; answers how the stack is then. */
    async deploy(
      StackName: string,
      template: object,
      ChangeSetType: "CREATE" | "UPDATE" = "CREATE",
      more: object = {},
    ) {
      const { Status, StatusReason } = await changeSet({
        StackName,
        ChangeSetType,
        TemplateBody: JSON.stringify(template),
        ...more,
      });
      if (Status !== "CREATE_COMPLETE") throw new Error(StatusReason);
      await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "change" }));
      return settled(StackName);
    },
    /** The stack's events since the last `User Initiated`, oldest first: `Table CREATE_COMPLETE`, with the reason if there is one. */
    async events(StackName: string) {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      const last = StackEvents.findIndex(({ ResourceStatusReason }) => ResourceStatusReason === "User Initiated");
      return StackEvents.slice(0, last + 1)
        .toReversed()
        .map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason: reason }) =>
          [`${LogicalResourceId} ${ResourceStatus}`, ...(reason === undefined ? [] : [reason])].join(": "),
        );
    },
    async stop() {
      client.destroy();
      await server.close();
      await world.stop();
    },
  };
};
