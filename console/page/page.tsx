/** The whole page, as a function of the newest snapshot and of whether newer ones come. */
import { useSignalEffect } from "@preact/signals";
import type { PageSnapshot } from "../snapshot.ts";
import { addressOf, pathTo } from "./address.ts";
import { DeploymentPage } from "./deployment.tsx";
import { EnvironmentPage } from "./environment.tsx";
import { FleetPage } from "./fleet.tsx";
import { Icon } from "./icon.tsx";
import { Keys } from "./keys.tsx";
import { connection, newest, nowThere } from "./seen.ts";
import { Ago, At } from "./times.tsx";
import { callerInWords, leftOnTheClock, momentInWords, speedInWords } from "./words.ts";

/** Whether newer snapshots come; each with a shape and a word. */
const Line = () => {
  const line = connection.value;
  if (line.state === "live")
    return (
      <span class="line well">
        <Icon shape="full" /> live
      </span>
    );
  if (line.state === "saved")
    return (
      <span class="line">
        <Icon shape="square" /> saved: nothing newer comes
      </span>
    );
  return (
    <span class="line trouble">
      <Icon shape="trouble" /> {line.state === "connecting" ? "connecting" : "not live"}
    </span>
  );
};

/** Says what is wrong with the line, over whatever is shown. */
const Trouble = () => {
  const line = connection.value;
  if (line.state === "lost")
    return (
      <p class="banner trouble" role="alert">
        <Icon shape="trouble" />
        Connection lost since {momentInWords(new Date(line.since).toISOString(), Date.now())}. What is below was true
        then; it is tried again and again. Does 'sarcelle console' still run?
      </p>
    );
  if (line.state === "refused" || line.state === "gone")
    return (
      <p class="banner trouble" role="alert">
        <Icon shape="trouble" />
        {line.says}
      </p>
    );
  return null;
};

const Head = ({ snapshot }: { readonly snapshot: PageSnapshot }) => {
  const environment = snapshot.page === "fleet" ? null : snapshot.environment;
  const saved = connection.value.state === "saved";
  const home = saved ? <span>Sarcelle</span> : <a href="/">Sarcelle</a>;
  return (
    <header class={`head ${environment !== null && isProduction(environment.stage) ? "production" : ""}`}>
      <nav aria-label="Where you are">
        {home}
        {environment !== null &&
          (saved || snapshot.page === "environment" ? (
            <strong>{environment.name}</strong>
          ) : (
            <a href={pathTo(environment.name)}>{environment.name}</a>
          ))}
        {snapshot.page === "deployment" && <strong>deployment</strong>}
        {environment !== null && <span class="stage">{environment.stage}</span>}
      </nav>
      <span class="account">
        {snapshot.account} · {snapshot.region}
        {snapshot.playground !== null && (
          <span class="chip">
            playground
            {speedInWords(snapshot.playground.speed)}
          </span>
        )}
        {snapshot.readOnly && <span class="chip">read-only</span>}
      </span>
      <span class="age">
        as of <At at={snapshot.asOf} />
        {saved ? (
          ""
        ) : (
          <>
            {" "}
            (<Ago at={snapshot.asOf} />)
          </>
        )}{" "}
        <Line />
      </span>
      <span class="you" title={snapshot.caller}>
        you: {callerInWords(snapshot.caller)}
      </span>
    </header>
  );
};

/** Where a mistake reaches users. */
const isProduction = (stage: string): boolean => /^(live|prod)/i.test(stage);

/** What the tab says: where it stands, before the name. */
const titleOf = (snapshot: PageSnapshot, now: number): string => {
  if (snapshot.page === "fleet") return "Environments · Sarcelle";
  const { name } = snapshot.environment;
  if (snapshot.page === "deployment") return `${snapshot.deployment.value?.id ?? "deployment"} · ${name}`;
  const { tone, until } = snapshot.verdict;
  const mark = { well: "✓", busy: "▶", waits: "‖", trouble: "!" }[tone];
  const left = until === null ? "" : ` ${leftOnTheClock(Date.parse(until) - now)}`;
  return `${mark}${left} ${name}`;
};

const Content = ({ snapshot }: { readonly snapshot: PageSnapshot }) => {
  if (snapshot.page === "fleet") return <FleetPage snapshot={snapshot} />;
  if (snapshot.page === "deployment") return <DeploymentPage snapshot={snapshot} />;
  return <EnvironmentPage snapshot={snapshot} />;
};

/** Before the first snapshot: what is asked for, in words. */
const Nothing = () => {
  const { environment, deployment } = addressOf(location.pathname);
  return (
    <main class="nothing">
      <h1>{deployment ?? environment ?? "Sarcelle"}</h1>
      {connection.value.state === "connecting" || connection.value.state === "live" ? (
        <p>Reading what AWS says.</p>
      ) : (
        <p>
          In a terminal: <code>sarcelle status{environment === null ? " ENVIRONMENT" : ` ${environment}`}</code>
          {environment !== null && (
            <>
              {" "}
              · <a href="/">all environments</a>
            </>
          )}
        </p>
      )}
    </main>
  );
};

/** Head, trouble with the line, content and keys. */
export const Page = () => {
  const snapshot = newest.value;
  useSignalEffect(() => {
    if (newest.value !== null) document.title = titleOf(newest.value, nowThere.value);
  });
  return (
    <>
      {snapshot !== null && <Head snapshot={snapshot} />}
      <Trouble />
      {snapshot === null ? <Nothing /> : <Content snapshot={snapshot} />}
      <Keys />
    </>
  );
};
