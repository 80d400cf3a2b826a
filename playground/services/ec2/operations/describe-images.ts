import type { DescribeImagesCommandInput, DescribeImagesCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedImage } from "../described-image.ts";
import { filtered } from "../filters.ts";
import { paged } from "../paging.ts";

/**
 * Images are set up with the world: `RegisterImage` would need a snapshot.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
export const describeImages = ({ surroundings, resources }: Ec2Context) =>
  operation<DescribeImagesCommandInput, DescribeImagesCommandOutput>({
    accepts: ["ImageIds", "Owners", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const { ImageIds: ids = [], Owners: owners = [] } = input;
      const seen = resources.image.seenValues();
      for (const id of ids)
        if (!/^ami-[0-9a-z]+$/.test(id))
          throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${id}" (expecting "ami-...")`);
      const unknown = ids.filter((id) => !seen.some((image) => image.id === id));
      if (unknown.length > 0)
        throw new AwsError(
          "InvalidAMIID.NotFound",
          unknown.length === 1
            ? `The image id '[${unknown[0]}]' does not exist`
            : `The image ids '[${unknown.join(", ")}]' do not exist`,
        );
      // Every image of the world is the account's own.
      const ours = owners.length === 0 || owners.some((owner) => owner === "self" || owner === surroundings.account);
      const named = seen.filter(({ id }) => ours && (ids.length === 0 || ids.includes(id)));
      const matching = filtered(named, input.Filters, {
        "image-id": ({ id }) => [id],
        name: ({ name }) => [name],
        architecture: ({ architecture }) => [architecture],
        state: () => ["available"],
        "owner-id": () => [surroundings.account],
      });
      const { items, next } = paged(matching, input, {
        pageSize: surroundings.pageSize,
        least: 1,
        most: 1000,
        ids,
        idsName: "imageIdsSet",
      });
      return {
        NextToken: next,
        Images: items.map((image) => describedImage(surroundings, image)),
      };
    },
  });
