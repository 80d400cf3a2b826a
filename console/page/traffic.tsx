/** Requests and failures over time, by side, with the moves marked. */
import type { Panel, ShownSide, ShownTraffic } from "../snapshot.ts";
import { type Chart, chartOf, minuteInWords, mostInWords, movesOn, newestMeasured } from "./minutes.ts";
import { PanelPart } from "./panel-part.tsx";
import { At } from "./times.tsx";

const height = 48;
const width = 600;

/** A bar with anything in it is to be seen. */
const tall = (share: number): number => (share === 0 ? 0 : Math.max(1.5, share * height));

const Bars = ({ chart, traffic, kind }: { chart: Chart; traffic: ShownTraffic; kind: string }) => (
  <svg class={`chart ${kind}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
    {chart.bars.map(({ at, x, width: share, blue, green }) => {
      const place = { x: x * width, width: Math.max(1, share * width - 1) };
      if (blue === null && green === null)
        return <rect key={at} {...place} y={height - 2} height={2} class="not-measured" />;
      const [low, high] = [tall(blue ?? 0), tall(green ?? 0)];
      return (
        <g key={at}>
          <rect {...place} y={height - low} height={low} class="blue" />
          <rect {...place} y={height - low - high} height={high} class="green" />
        </g>
      );
    })}
    {movesOn(traffic).map(({ at, x, says }) => (
      <line key={`${at} ${says}`} x1={x * width} x2={x * width} y1={0} y2={height} class="move" />
    ))}
  </svg>
);

const Charts = ({ traffic, sides }: { readonly traffic: ShownTraffic; readonly sides: readonly ShownSide[] }) => {
  const last = newestMeasured(traffic.minutes);
  if (last === undefined) return <p class="empty">Nothing was measured yet: the load balancer counts by the minute.</p>;
  const names = sides.length === 1 ? (["blue"] as const) : (["blue", "green"] as const);
  const requests = chartOf(traffic.minutes, (each) => each.requests);
  const errors = chartOf(traffic.minutes, (each) => each.errors);
  const failed = traffic.minutes.reduce((sum, each) => sum + (each.errors.blue ?? 0) + (each.errors.green ?? 0), 0);
  return (
    <>
      <figure>
        <figcaption>
          requests a minute <span class="muted">{mostInWords(traffic.minutes, (each) => each.requests)}</span>
        </figcaption>
        <Bars chart={requests} traffic={traffic} kind="requests" />
      </figure>
      <figure>
        <figcaption>
          5xx a minute{" "}
          <span class={failed > 0 ? "trouble" : "muted"}>{mostInWords(traffic.minutes, (each) => each.errors)}</span>
        </figcaption>
        <Bars chart={errors} traffic={traffic} kind="errors" />
      </figure>
      <p class="legend">
        {names.map((side) => (
          <span key={side} class={`key ${side}`}>
            {side}
            {sides.find((each) => each.side === side)?.release != null && (
              <span class="muted"> release {sides.find((each) => each.side === side)?.release?.version}</span>
            )}
          </span>
        ))}
        <span class="key moved">move</span>
        <span>
          <At at={last.at} /> {minuteInWords(last, names)}
        </span>
      </p>
      {traffic.moves.length > 0 && (
        <ul class="moves muted">
          {traffic.moves.slice(-4).map(({ at, says }) => (
            <li key={`${at} ${says}`}>
              <At at={at} /> {says}
            </li>
          ))}
        </ul>
      )}
    </>
  );
};

/** What the load balancer, or the playground's ledger, counted. */
export const TrafficPart = ({
  panel,
  sides,
}: {
  readonly panel: Panel<ShownTraffic>;
  readonly sides: readonly ShownSide[];
}) => (
  <PanelPart
    title="Traffic"
    panel={panel}
    class="traffic"
    aside={
      panel.value !== null && (
        <span class="muted">
          {panel.value.source === "ledger" ? "by the playground's ledger" : "by CloudWatch, a minute late"}
        </span>
      )
    }
  >
    {(traffic) => <Charts traffic={traffic} sides={sides} />}
  </PanelPart>
);
