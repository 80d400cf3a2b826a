import type {
  ModifyInstanceMetadataOptionsCommandInput,
  ModifyInstanceMetadataOptionsCommandOutput,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { metadataOptions } from "../described-instance.ts";
import { missingParameter } from "../errors.ts";
import { instanceNeeds, instancesToChange } from "../named-instances.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataOptions.html */
export const modifyInstanceMetadataOptions = (ec2: Ec2Context) =>
  operation<ModifyInstanceMetadataOptionsCommandInput, ModifyInstanceMetadataOptionsCommandOutput>({
    accepts: [
      "InstanceId",
      "HttpTokens",
      "HttpPutResponseHopLimit",
      "HttpEndpoint",
      "HttpProtocolIpv6",
      "InstanceMetadataTags",
    ],
    needs: ({ InstanceId }) =>
      instanceNeeds(
        ec2,
        "ec2:ModifyInstanceMetadataOptions",
      )({ InstanceIds: InstanceId === undefined ? [] : [InstanceId] }),
    run({ InstanceId, ...options }) {
      const [instance] = instancesToChange(ec2, InstanceId === undefined ? [] : [InstanceId]);
      if (instance === undefined) throw missingParameter("InstanceId");
      const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
      const { parameters } = instance;
      const modified = {
        ...instance,
        parameters: { ...parameters, MetadataOptions: { ...parameters.MetadataOptions, ...given } },
      };
      ec2.resources.instance.put(instance.id, modified);
      return {
        InstanceId: instance.id,
        // "pending - The metadata options are being updated and the instance is not ready to process metadata traffic".
        InstanceMetadataOptions: { ...metadataOptions(modified), State: "pending" as const },
      };
    },
  });
