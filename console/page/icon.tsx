/** The marks: each state has a shape of its own, drawn, since no font is sure to have them. A word stands beside each. */
import type { JSX } from "preact";

const shapes = {
  done: <path d="M3 8.5l3.2 3.2L13 4.8" class="stroke" />,
  here: (
    <>
      <circle cx="8" cy="8" r="5.6" class="stroke thin" />
      <path d="M6.4 5.2l4.4 2.8-4.4 2.8z" />
    </>
  ),
  failed: <path d="M4 4l8 8M12 4l-8 8" class="stroke" />,
  ahead: <circle cx="8" cy="8" r="3.4" class="stroke thin" />,
  "not reached": <path d="M4 8h8" class="stroke" />,
  skipped: <path d="M3 8h1.6M7.2 8h1.6M11.4 8H13" class="stroke" />,
  undone: <path d="M6 3.5L3 6.5l3 3M3.4 6.5H10a3 3 0 010 6H6.5" class="stroke" />,
  waits: <path d="M4.5 3h2.6v10H4.5zM8.9 3h2.6v10H8.9z" />,
  trouble: <path d="M8 1.6L15 14H1zM7.2 6v4h1.6V6zm0 5v1.6h1.6V11z" fill-rule="evenodd" />,
  full: <circle cx="8" cy="8" r="5" />,
  part: (
    <>
      <circle cx="8" cy="8" r="4.6" class="stroke thin" />
      <path d="M8 3.4a4.6 4.6 0 010 9.2z" />
    </>
  ),
  empty: <circle cx="8" cy="8" r="4.6" class="stroke thin" />,
  square: <path d="M2.5 2.5h11v11h-11z" />,
  note: (
    <path
      d="M8 2.4a5.6 5.6 0 100 11.2A5.6 5.6 0 008 2.4zm-.8 2.2h1.6v1.6H7.2zm0 2.6h1.6v4.2H7.2z"
      fill-rule="evenodd"
    />
  ),
} as const satisfies Record<string, JSX.Element>;

export type Shape = keyof typeof shapes;

/** A mark, for the eye alone: what it means stands beside it in a word. */
export const Icon = ({ shape, tone }: { readonly shape: Shape; readonly tone?: string }) => (
  <svg class={`mark ${tone ?? ""}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    {shapes[shape]}
  </svg>
);
