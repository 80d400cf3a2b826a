import type { DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput } from "@aws-sdk/client-ecr";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";

/** There is none. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const describeRepositories = (account: string) =>
  operation<DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput>({
    accepts: ["repositoryNames", "registryId"],
    run({ repositoryNames = [], registryId = account }) {
      const [name] = repositoryNames;
      if (name === undefined) return { repositories: [] };
      throw new AwsError(
        "RepositoryNotFoundException",
        `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
      );
    },
  });
