import { isoTime } from "../../src/clock.ts";
import type { Side } from "../../src/deployment/environment.ts";
import { idOf } from "../../src/inventory/arn.ts";
import type { Existing } from "../../src/inventory/attributes.ts";
import { exists, type ResourceType } from "../../src/inventory/model.ts";
import { ansibleFormat } from "../formats/ansible.ts";
import { csvFormat } from "../formats/csv.ts";
import { answerIn, type DocumentOptions, jsonDocument, textDocument } from "../formats/document.ts";
import { prometheusFormat } from "../formats/prometheus-sd.ts";
import { tableFormat } from "../formats/table.ts";
import { ofKnown } from "./known.ts";
import { isOfThePast, type Moment, resourcesAt } from "./moment.ts";
import type { InventoryReader } from "./reader.ts";
import { type Filter, matches, mayBeCommit, select } from "./select.ts";

const listed = ({ ref, number, facts, trueFrom, observedAt, recordedAt, cause }: Existing) => ({
  type: ref.type,
  id: idOf(ref),
  arn: ref.arn,
  ...facts,
  revision: number,
  trueFrom: isoTime(trueFrom),
  observedAt: isoTime(observedAt),
  recordedAt: isoTime(recordedAt),
  cause,
});

/** How resources are printed, by the name of the format. */
export const resourceFormats = {
  table: (resources: readonly Existing[]) => textDocument(tableFormat(resources)),
  csv: csvFormat,
  ansible: (resources: readonly Existing[]) => jsonDocument(ansibleFormat(resources)),
  "prometheus-sd": (resources: readonly Existing[]) => jsonDocument(prometheusFormat(resources)),
};

/** What to list, and how. */
export interface InventoryOptions extends Moment, DocumentOptions {
  readonly environment?: string | undefined;
  readonly side?: Side | undefined;
  readonly release?: string | undefined;
  readonly type?: ResourceType | undefined;
  readonly format?: keyof typeof resourceFormats | undefined;
}

/** What may match: of a release that runs now, what has it; the rest of a large fleet is not read. */
const candidates = async (
  options: Moment,
  { environment, release, ...filter }: Filter,
  reader: InventoryReader,
): Promise<readonly Existing[]> => {
  if (release === undefined || environment !== undefined || isOfThePast(options))
    return resourcesAt(options, reader, environment);
  const released = await reader.released(mayBeCommit(release) ? undefined : release);
  const refs = released.filter((each) => matches(each, { ...filter, release })).map(({ ref }) => ref);
  return (await reader.rows(refs)).filter(exists);
};

/** `sarcelle inventory`: what there is, or was. */
export const inventoryAnswer = async (options: InventoryOptions, reader: InventoryReader): Promise<string> => {
  const { environment, side, release, type, format, output } = options;
  const filter: Filter = {
    ...(environment === undefined ? {} : { environment }),
    ...(side === undefined ? {} : { side }),
    ...(release === undefined ? {} : { release }),
    ...(type === undefined ? {} : { type }),
  };
  const found = select(await candidates(options, filter, reader), filter);
  const resources = await ofKnown(found, environment, reader);
  if (format !== undefined && format !== "table") return resourceFormats[format](resources);
  return answerIn(output, resources.map(listed), (room) => tableFormat(resources, room));
};
