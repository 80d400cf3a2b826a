import type { RegisterImageCommandInput, RegisterImageCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { needsToCreate } from "../creation-needs.ts";
import { invalidValue, missingParameter } from "../errors.ts";
import { announceImage } from "../image-events.ts";
import { requestedTags } from "../tagging.ts";

/**
 * The image runs the sample service: the playground has no snapshots that it could run. "Default: For Amazon EBS-backed AMIs,
 * i386": such an image is refused, since none of the instance types runs it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
 */
export const registerImage = ({ surroundings, resources, tagging, registeredBootSeconds }: Ec2Context) =>
  operation<RegisterImageCommandInput, RegisterImageCommandOutput>({
    accepts: [
      "Name",
      "Architecture",
      "RootDeviceName",
      "BlockDeviceMappings",
      "VirtualizationType",
      "EnaSupport",
      "TagSpecifications",
    ],
    needs: ({ TagSpecifications }) =>
      needsToCreate(surroundings, "RegisterImage", "image", requestedTags(TagSpecifications, "image", ["snapshot"])),
    run({ Name, Architecture, TagSpecifications }, call) {
      if (Name === undefined) throw missingParameter("Name");
      if (!/^[\w()[\] ./'@-]{3,128}$/.test(Name))
        throw new AwsError(
          "InvalidAMIName.Malformed",
          "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
        );
      const taken = resources.image.values().find(({ name }) => name === Name);
      if (taken !== undefined)
        throw new AwsError("InvalidAMIName.Duplicate", `AMI name ${Name} is already in use by AMI ${taken.id}`);
      if (Architecture !== "arm64" && Architecture !== "x86_64")
        throw invalidValue(`Invalid value '${Architecture ?? "i386"}' for architecture. Expected arm64 or x86_64.`);
      const image = {
        id: `ami-${hex(surroundings.random, 17)}`,
        tags: requestedTags(TagSpecifications, "image", ["snapshot"]),
        name: Name,
        architecture: Architecture,
        createdAt: surroundings.clock.now(),
        bootSeconds: registeredBootSeconds,
      };
      resources.image.put(image.id, image);
      tagging.created("image", image);
      announceImage(surroundings, image.id, "available", call);
      return { ImageId: image.id };
    },
  });
