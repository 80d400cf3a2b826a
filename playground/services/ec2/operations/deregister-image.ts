import type { DeregisterImageCommandInput, DeregisterImageCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { announceImage } from "../image-events.ts";
import { findImage } from "../instance-plan.ts";
import { arnOf } from "../resources.ts";

/**
 * "After you deregister an AMI, it can't be used to launch new instances"; those that run it stay.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html
 */
export const deregisterImage = ({ surroundings, resources }: Ec2Context) =>
  operation<DeregisterImageCommandInput, DeregisterImageCommandOutput>({
    accepts: ["ImageId"],
    needs: ({ ImageId = "*" }) => [
      {
        action: "ec2:DeregisterImage",
        resource: arnOf(surroundings, "image", ImageId),
        tags: resources.image.get(ImageId)?.tags ?? {},
      },
    ],
    run(input, call) {
      const { id } = findImage(resources, { ImageId: input.ImageId });
      resources.image.remove(id);
      announceImage(surroundings, id, "deregistered", call);
      return { Return: true };
    },
  });
