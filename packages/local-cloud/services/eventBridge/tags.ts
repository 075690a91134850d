export interface Tag {
  Key: string;
  Value: string;
}

interface Tagged {
  tags: Map<string, string>;
}

export function putTags({ tags }: Tagged, given: readonly Tag[]): void {
  for (const { Key, Value } of given) tags.set(Key, Value);
}

export const listTags = ({ tags }: Tagged): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));
