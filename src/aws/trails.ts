/** Trails, as far as they tell of what others change. */
import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
} from "@aws-sdk/client-cloudtrail";
import type { TrailView } from "../inventory/trails.ts";

/**
 * Basic selectors say it by themselves; of advanced ones the category is a field, and so is `readOnly`, without which both kinds are meant.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
const logsWrites = ({ EventSelectors = [], AdvancedEventSelectors = [] }: GetEventSelectorsCommandOutput): boolean =>
  EventSelectors.some(
    ({ IncludeManagementEvents = true, ReadWriteType = "All" }) =>
      IncludeManagementEvents && ReadWriteType !== "ReadOnly",
  ) ||
  AdvancedEventSelectors.some(({ FieldSelectors = [] }) => {
    const equals = (name: string) => FieldSelectors.find(({ Field }) => Field === name)?.Equals;
    return equals("eventCategory")?.includes("Management") === true && equals("readOnly")?.includes("true") !== true;
  });

/** The trails that there are: those of other regions that take in this one, and of the organisation, too. */
export const trailsHere = async (client: CloudTrailClient): Promise<readonly TrailView[]> => {
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
  return Promise.all(
    trailList.map(async ({ Name: name = "", TrailARN: Name }) => {
      const { IsLogging = false } = await client.send(new GetTrailStatusCommand({ Name }));
      const selectors = await client.send(new GetEventSelectorsCommand({ TrailName: Name }));
      return { name, isLogging: IsLogging, hasWrites: logsWrites(selectors) };
    }),
  );
};
