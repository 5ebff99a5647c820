// Data that have left the process and come back, as those of every service do. Knows no service.

/** A value as it comes back; what JSON has no word for is gone. */
export function throughJson<Value>(value: Value): Value {
  const text = JSON.stringify(value) as string | undefined;
  return (text === undefined ? {} : JSON.parse(text)) as Value;
}
