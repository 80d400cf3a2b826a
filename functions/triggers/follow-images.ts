import * as z from "zod";
import { dynamoDb, ec2, stepFunctions } from "../../src/aws/clients.ts";
import { onEnd, onImage } from "../../src/aws/follow-images.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { environmentVariable } from "../../src/env.ts";
import { logged } from "../../src/logger.ts";

const clients = { table: mainTable(dynamoDb()), ec2: ec2(), machines: stepFunctions(), clock: systemClock };

/** The parts that matter here of what the rules let through. */
const event = z.discriminatedUnion("detail-type", [
  z.object({ "detail-type": z.literal("EC2 AMI State Change"), detail: z.object({ ImageId: z.string() }) }),
  z.object({ "detail-type": z.literal("Tag Change on Resource"), resources: z.array(z.string()).min(1) }),
  z.object({
    "detail-type": z.literal("Step Functions Execution Status Change"),
    detail: z.object({ input: z.string().nullish() }),
  }),
]);

/** The environment that an execution's input names; undefined for one that names none, which was refused. */
const environmentIn = (input: string): string | undefined => {
  try {
    return z.object({ environment: z.string() }).parse(JSON.parse(input)).environment;
  } catch {
    return undefined;
  }
};

/**
 * Starts a deployment of an AMI in each environment that follows AMIs with its tags: when it becomes available, or gets its tags, and, for those
 * that come after another or were busy then, when a deployment ends.
 */
export const handler = logged(async (given: unknown) => {
  const parts = {
    ...clients,
    blueGreenMachine: environmentVariable("BLUE_GREEN_STATE_MACHINE_ARN"),
    rollingUpdateMachine: environmentVariable("ROLLING_UPDATE_STATE_MACHINE_ARN"),
  };
  const heard = event.parse(given);
  switch (heard["detail-type"]) {
    case "EC2 AMI State Change":
      return { started: await onImage(parts, heard.detail.ImageId, true) };
    case "Tag Change on Resource":
      return { started: await onImage(parts, heard.resources[0]?.split("/").at(-1) ?? "", false) };
    case "Step Functions Execution Status Change": {
      const environment = environmentIn(heard.detail.input ?? "");
      return { started: environment === undefined ? [] : await onEnd(parts, environment) };
    }
  }
});
