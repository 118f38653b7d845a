import { at, isObject, list, names, text } from "../snapshot/fields.ts";
import type { Json, JsonObject } from "../snapshot/json.ts";
import type { HostSeen, Note } from "../snapshot/observed.ts";
import { noteAt } from "../snapshot/rows.ts";
import { type Entry, reference, type Tables } from "./tables.ts";

/** What a device is powered by. */
export type PowerOf = (device: Entry) => HostSeen["power"];

/**
 * The feeds behind a device's power ports, where the cables in NetBox lead all the way: by the far ends that its answers
 * give, or by the cables of a fixture. A port that leads nowhere leaves the device without: nobody knows what else it stands on.
 */
export function powerReader(tables: Tables, notes: Note[]): PowerOf {
  const portsOf = portsByDevice(tables);
  const farEnd = farEnds(tables);
  const sourceOf = (port: Entry) => sourceBehind(port, portsOf, farEnd, tables);
  return (device) => {
    const ports = portsOf.get(device.id) ?? [];
    const known = ports.flatMap((port) => sourceOf(port) ?? []);
    const unique = names(known);
    if (unique === undefined) return undefined;
    if (known.length < ports.length) {
      const message = "Not every power port of a device leads to a feed: what it is powered by is left out.";
      notes.push(noteAt(device.row, message));
      return undefined;
    }
    if (typeof unique === "string") return unique;
    notes.push(
      noteAt(device.row, "A device with several power ports is read as running on any one of them."),
    );
    return { anyOf: unique };
  };
}

type Ports = ReadonlyMap<string, readonly Entry[]>;

function portsByDevice(tables: Tables): Ports {
  const ports = new Map<string, Entry[]>();
  for (const port of tables.of("dcim.powerport").values()) {
    const device = reference(at(port.fields, "device"), tables.of("dcim.device"))?.id ?? "";
    const known = ports.get(device);
    if (known === undefined) ports.set(device, [port]);
    else known.push(port);
  }
  return ports;
}

/** The feed at the far end, or the power distribution unit where nothing tells of a feed behind it. */
function sourceBehind(port: Entry, portsOf: Ports, farEnd: FarEnd, tables: Tables): string | undefined {
  const end = farEnd(port);
  if (end === undefined) return undefined;
  if (end.isFeed) return feedName(end.object, tables);
  const unit = reference(at(end.object, "device"), tables.of("dcim.device"));
  if (unit === undefined) return undefined;
  const behind = (portsOf.get(unit.id) ?? []).flatMap((each) => {
    const feed = farEnd(each);
    return feed?.isFeed === true ? (feedName(feed.object, tables) ?? []) : [];
  });
  const feeds = names(behind);
  // A unit on several feeds is a thing of its own.
  return typeof feeds === "string" ? feeds : unit.name;
}

interface End {
  readonly isFeed: boolean;
  readonly object: JsonObject;
}
type FarEnd = (port: Entry) => End | undefined;

function farEnds(tables: Tables): FarEnd {
  const byCable = new Map<string, End>();
  for (const model of ["dcim.powerfeed", "dcim.poweroutlet"]) {
    for (const { id, fields } of tables.of(model).values()) {
      const cable = cableOf(fields);
      if (cable !== undefined)
        byCable.set(cable, { isFeed: model === "dcim.powerfeed", object: { ...fields, id } });
    }
  }
  return (port) => endTold(port) ?? byCable.get(cableOf(port.fields) ?? "");
}

/** In a fixture both ends have the same cable. */
function cableOf(fields: JsonObject): string | undefined {
  const cable = at(fields, "cable");
  return text(isObject(cable) ? at(cable, "id") : cable);
}

/** `connected_endpoints` since NetBox 3.3, one `connected_endpoint` before. */
function endTold({ fields }: Entry): End | undefined {
  const [object] = [...list(at(fields, "connected_endpoints")), ...list(at(fields, "connected_endpoint"))];
  if (!isObject(object)) return undefined;
  const type =
    text(at(fields, "connected_endpoints_type")) ?? text(at(fields, "connected_endpoint_type")) ?? "";
  const address = text(at(object, "url")) ?? "";
  return { isFeed: /powerfeed$/.test(type) || /\/power-feeds\/\d+/.test(address), object };
}

/** A feed's name is unique on its panel alone. */
function feedName(end: Json, tables: Tables): string | undefined {
  const feeds = tables.of("dcim.powerfeed");
  const feed = reference(end, feeds);
  if (feed?.name === undefined) return undefined;
  const same = [...feeds.values()].filter(({ fields }) => text(at(fields, "name")) === feed.name);
  const panel = reference(at(feed.entry?.fields, "power_panel"), tables.of("dcim.powerpanel"))?.name;
  return same.length > 1 ? `${panel ?? feed.id}/${feed.name}` : feed.name;
}
