// A promise with a limit of time. Knows nothing of what is waited for.

/** What `work` gives, or an error of `message` if it takes longer; no timer is left behind. */
export function withinTime<Value>(work: Promise<Value>, limitMs: number, message: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), limitMs);
    work.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
