import * as z from "zod";
import { type Creation, document, given, resourceType, tags } from "../resource-type.ts";
import { neverUpdated } from "./machines.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventBus = resourceType(z.strictObject({ Name: z.string(), Tags: tags.optional() }), {
  async create(wanted, { handlers }) {
    const { EventBusArn } = (await handlers.ask("events", "CreateEventBus", given(wanted))) as {
      readonly EventBusArn: string;
    };
    return { ref: wanted.Name, attributes: { Arn: EventBusArn, Name: wanted.Name } };
  },
  update: neverUpdated("AWS::Events::EventBus"),
  async remove({ ref }, { handlers }) {
    await handlers.ask("events", "DeleteEventBus", { Name: ref });
  },
  replacedBy: ["Name"],
  seconds: { create: 5, update: 5, remove: 5 },
});

const statementProperties = z.strictObject({
  EventBusName: z.string().default("default"),
  StatementId: z.string(),
  Statement: document,
});

const putStatement = async (
  { EventBusName, StatementId, Statement }: z.infer<typeof statementProperties>,
  { handlers }: Creation,
): Promise<void> => {
  const { Policy } = (await handlers.ask("events", "DescribeEventBus", { Name: EventBusName })) as {
    readonly Policy?: string;
  };
  const there: { readonly Statement: readonly { readonly Sid?: string }[] } = JSON.parse(Policy ?? '{"Statement":[]}');
  const others = there.Statement.filter(({ Sid }) => Sid !== StatementId);
  const all = { Version: "2012-10-17", Statement: [...others, { Sid: StatementId, ...Statement }] };
  await handlers.ask("events", "PutPermission", { EventBusName, Policy: JSON.stringify(all) });
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html */
export const eventBusPolicy = resourceType(statementProperties, {
  async create(wanted, creation) {
    await putStatement(wanted, creation);
    return { ref: `${wanted.EventBusName}|${wanted.StatementId}`, attributes: {} };
  },
  update: (wanted, _, creation) => putStatement(wanted, creation),
  async remove(_, { handlers }, { EventBusName, StatementId }) {
    await handlers.ask("events", "RemovePermission", { EventBusName, StatementId });
  },
  replacedBy: ["EventBusName", "StatementId"],
  seconds: { create: 5, update: 5, remove: 5 },
});
