import type { DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput } from "@aws-sdk/client-ecr";
import { AwsError } from "../../../world/aws-error.ts";
import { operation, type Surroundings } from "../../../world/service.ts";

/** There is none. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const describeRepositories = ({ account, region }: Pick<Surroundings, "account" | "region">) =>
  operation<DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput>({
    accepts: ["repositoryNames", "registryId"],
    needs: ({ repositoryNames = ["*"], registryId = account }) =>
      repositoryNames.map((name) => ({
        action: "ecr:DescribeRepositories",
        resource: `arn:aws:ecr:${region}:${registryId}:repository/${name}`,
        tags: {},
      })),
    run({ repositoryNames = [], registryId = account }) {
      const [name] = repositoryNames;
      if (name === undefined) return { repositories: [] };
      throw new AwsError(
        "RepositoryNotFoundException",
        `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
      );
    },
  });
