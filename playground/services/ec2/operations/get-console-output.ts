import type { GetConsoleOutputCommandInput, GetConsoleOutputCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { instanceNeeds, instancesToChange } from "../named-instances.ts";

/**
 * What the instance's process printed, at once; AWS posts it some minutes later unless `Latest` is asked for.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html
 */
export const getConsoleOutput = (ec2: Ec2Context) =>
  operation<GetConsoleOutputCommandInput, GetConsoleOutputCommandOutput>({
    accepts: ["InstanceId", "Latest"],
    needs: ({ InstanceId }) =>
      instanceNeeds(ec2, "ec2:GetConsoleOutput")({ InstanceIds: InstanceId === undefined ? [] : [InstanceId] }),
    run({ InstanceId }) {
      const [instance] = instancesToChange(ec2, InstanceId === undefined ? [] : [InstanceId]);
      const report = instance && ec2.lifecycle.report(instance.id);
      return {
        InstanceId,
        Timestamp: new Date(report?.at ?? ec2.surroundings.clock.now()),
        // "The console output, base64-encoded": the AWS CLI decodes it, the SDK does not.
        ...(report === undefined || report.output === ""
          ? {}
          : { Output: Buffer.from(report.output).toString("base64") }),
      };
    },
  });
