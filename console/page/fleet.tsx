/** All environments: a table by trouble, and the same by service and stage, where releases that differ stand out. */
import { useSignal } from "@preact/signals";
import type { FleetRow, FleetSnapshot } from "../snapshot.ts";
import { hasWords, otherReleases } from "../stages.ts";
import { pathTo } from "./address.ts";
import { FindingLine } from "./around.tsx";
import { Icon } from "./icon.tsx";
import { Age } from "./panel-part.tsx";
import { ReleaseName } from "./release.tsx";
import { At } from "./times.tsx";
import { countInWords } from "./words.ts";

type Differing = ReturnType<typeof otherReleases>;

/** Which release, and whether the stage before has another. */
const ReleaseCell = ({ row, before }: { readonly row: FleetRow; readonly before: FleetRow | undefined }) => (
  <>
    {row.release === null ? <span class="muted">none</span> : ReleaseName({ release: row.release })}
    {before !== undefined && (
      <span class="differs">
        <span aria-hidden="true">≠</span>
        <span class="aloud">differs from</span> {before.stage} {before.release?.version}{" "}
        {row.compare !== null && (
          <a
            href={row.compare}
            target="_blank"
            rel="noreferrer"
            aria-label={`compare ${row.environment} with ${before.environment}`}
          >
            compare
          </a>
        )}
      </span>
    )}
  </>
);

const Active = ({ active, sides, healthy }: Pick<FleetRow, "active" | "sides" | "healthy">) =>
  active === null && (sides === 1 || healthy === null) ? (
    <span class="muted">{sides === 1 ? "one side" : "not known"}</span>
  ) : active === null ? (
    <span class="waits">{Icon({ shape: "part" })} split</span>
  ) : (
    <span class={`on ${active}`}>
      {Icon({ shape: "full" })} {active}
    </span>
  );

const toneOf = ({ finding, runs }: FleetRow): string => {
  if (finding?.severity === "critical") return "trouble";
  if (finding?.severity === "warning") return "waits";
  return runs === null ? "" : "busy";
};

/** There may be hundreds: its parts are called for what they draw, since a component takes as long as all of its elements. */
const Row = ({ row, before }: { readonly row: FleetRow; readonly before: FleetRow | undefined }) => (
  <tr class={toneOf(row)}>
    <th scope="row">
      <a href={pathTo(row.environment)}>{row.environment}</a>
    </th>
    <td>{row.stage}</td>
    <td>{ReleaseCell({ row, before })}</td>
    <td>{Active(row)}</td>
    <td class="number">{row.healthy}</td>
    <td>{row.since !== null && At({ at: row.since })}</td>
    <td class="why">
      {row.runs !== null && (
        <span class="busy">
          {Icon({ shape: "here" })} {row.runs}
        </span>
      )}
    </td>
    <td class="why">{row.finding !== null && FindingLine({ finding: row.finding })}</td>
  </tr>
);

const ByTrouble = ({ rows, differing }: { readonly rows: readonly FleetRow[]; readonly differing: Differing }) => (
  <table class="fleet">
    <thead>
      <tr>
        <th scope="col">environment</th>
        <th scope="col">stage</th>
        <th scope="col">release</th>
        <th scope="col">traffic</th>
        <th scope="col" class="number">
          healthy
        </th>
        <th scope="col">since</th>
        <th scope="col">what runs</th>
        <th scope="col">worst finding</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <Row key={row.environment} row={row} before={differing.get(row.environment)} />
      ))}
    </tbody>
  </table>
);

const StageCell = ({ row, before }: { readonly row: FleetRow; readonly before: FleetRow | undefined }) => (
  <div class={`cell ${before === undefined ? "" : "other"} ${toneOf(row)}`}>
    <ReleaseCell row={row} before={before} />
    <a href={pathTo(row.environment)} class="muted">
      {row.environment}
    </a>
    {row.runs !== null && (
      <span class="busy">
        <Icon shape="here" /> {row.runs}
      </span>
    )}
  </div>
);

const ByStage = ({
  rows,
  stages,
  differing,
}: {
  rows: readonly FleetRow[];
  stages: readonly string[];
  differing: Differing;
}) => {
  const used = stages.filter((stage) => rows.some((row) => row.stage === stage));
  const services = [...new Set(rows.map(({ service }) => service))].toSorted();
  return (
    <table class="fleet by-stage">
      <thead>
        <tr>
          <th scope="col">service</th>
          {used.map((stage) => (
            <th key={stage} scope="col">
              {stage}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {services.map((service) => (
          <tr key={service}>
            <th scope="row">{service}</th>
            {used.map((stage) => (
              <td key={stage}>
                {rows
                  .filter((row) => row.service === service && row.stage === stage)
                  .map((row) => (
                    <StageCell key={row.environment} row={row} before={differing.get(row.environment)} />
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The stages as the snapshot orders them, and any that only a row names. */
const everyStage = (stages: readonly string[], rows: readonly FleetRow[]): readonly string[] => [
  ...new Set([...stages, ...rows.map(({ stage }) => stage)]),
];

const Fleet = ({ rows, stages }: { readonly rows: readonly FleetRow[]; readonly stages: readonly string[] }) => {
  const looked = useSignal("");
  const byStage = useSignal(false);
  const differing = otherReleases(rows, stages);
  const shown = rows.filter((row) => hasWords(row, looked.value));
  return (
    <>
      <div class="sieve">
        <label>
          <span class="aloud">Show only</span>
          <input
            type="search"
            placeholder="name, stage, version, commit …"
            value={looked.value}
            onInput={({ currentTarget }) => {
              looked.value = currentTarget.value;
            }}
          />
        </label>
        <fieldset class="views">
          <legend class="aloud">Order</legend>
          {([false, true] as const).map((each) => (
            <label key={String(each)}>
              <input
                type="radio"
                name="view"
                checked={byStage.value === each}
                onChange={() => {
                  byStage.value = each;
                }}
              />
              {each ? "by stage" : "by trouble"}
            </label>
          ))}
        </fieldset>
        <span class="muted">
          {shown.length === rows.length
            ? countInWords(rows.length, "environment")
            : `${shown.length} of ${countInWords(rows.length, "environment")}`}
          {differing.size > 0 && `, ${differing.size} with another release than the stage before`}
        </span>
      </div>
      {shown.length === 0 ? (
        <p class="empty">None of them has “{looked.value}” in it.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <section class="scrolls" tabIndex={0} aria-label="Environments">
          {byStage.value ? (
            <ByStage rows={shown} stages={stages} differing={differing} />
          ) : (
            <ByTrouble rows={shown} differing={differing} />
          )}
        </section>
      )}
    </>
  );
};

/** The page of all environments. */
export const FleetPage = ({ snapshot }: { readonly snapshot: FleetSnapshot }) => {
  const rows = snapshot.rows.value;
  return (
    <main class={`all ${snapshot.rows.stale ? "stale" : ""}`}>
      <h1>Environments</h1>
      <Age panel={snapshot.rows} />
      {rows === null ? (
        <p class="empty">Not read yet.</p>
      ) : rows.length === 0 ? (
        <p class="empty">
          No environment is registered in {snapshot.account} · {snapshot.region}. <code>sarcelle init</code> looks for
          load balancers and groups, and writes the first registration.
        </p>
      ) : (
        <Fleet rows={rows} stages={everyStage(snapshot.stages, rows)} />
      )}
    </main>
  );
};
