/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface DashboardBody {
  widgets: Widget[];
}

/** A widget and its position, in units of a grid of 24 columns. */
export type Widget = WidgetContent & { x: number; y: number; width: number; height: number };

/** What a widget shows. */
export type WidgetContent =
  | { type: "metric"; properties: MetricProperties }
  | { type: "alarm"; properties: { title: string; alarms: string[] } }
  | { type: "text"; properties: { markdown: string } };

interface MetricProperties {
  title: string;
  region: string;
  view: "timeSeries";
  /** Seconds that one point of a line represents. */
  period: number;
  metrics: Line[];
  yAxis: { left: { min: 0; label?: string; showUnits?: false } };
}

/** A line of a diagram: namespace, metric, names and values of its dimensions, then how it is drawn; or an expression. */
export type Line = [...string[], { label: string; stat: string }] | [{ expression: string; label?: string }];

/** Widgets next to each other, all of equal width and height. */
export interface Row {
  height: number;
  widgets: WidgetContent[];
}

const COLUMNS = 24;
const PERIOD_SECONDS = 60;

/** The line of a metric. */
export const line = (
  namespace: string,
  metricName: string,
  dimensions: Record<string, string>,
  stat: string,
  label: string,
): Line => [namespace, metricName, ...Object.entries(dimensions).flat(), { label, stat }];

/** A diagram of counts. */
export const counts = (title: string, region: string, metrics: Line[]): WidgetContent =>
  diagram(title, region, metrics, {});

/** A diagram of lengths of time; `unit` as in the axis' label. */
export const times = (title: string, region: string, unit: string, metrics: Line[]): WidgetContent =>
  diagram(title, region, metrics, { label: unit, showUnits: false });

function diagram(
  title: string,
  region: string,
  metrics: Line[],
  axis: { label?: string; showUnits?: false },
): WidgetContent {
  return {
    type: "metric",
    properties: {
      title,
      region,
      view: "timeSeries",
      period: PERIOD_SECONDS,
      metrics,
      yAxis: { left: { min: 0, ...axis } },
    },
  };
}

/** A heading over what follows. */
export const heading = (text: string): Row => ({
  height: 1,
  widgets: [{ type: "text", properties: { markdown: `## ${text}` } }],
});

/** Places rows under each other. A row's widgets share the width of the dashboard, the last ones what cannot be shared equally. */
export function placed(rows: Row[]): DashboardBody {
  let y = 0;
  const widgets = rows.flatMap(({ height, widgets: row }) => {
    const top = y;
    y += height;
    return row.map((content, index) => {
      const x = Math.floor((index * COLUMNS) / row.length);
      const end = Math.floor(((index + 1) * COLUMNS) / row.length);
      return { ...content, x, y: top, width: end - x, height };
    });
  });
  return { widgets };
}
