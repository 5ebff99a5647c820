// Which objects and columns a statement touches, noted while it is bound. Who may touch them is asked elsewhere, and only of plans that have such notes.

/** The permissions that a statement may need on an object. */
export type UsePermission = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'EXECUTE' | 'VIEW CHANGE TRACKING';

/** An object by its ids. */
export interface ObjectRef { readonly databaseId: number; readonly objectId: number }

/** One object, what is done with it, and the columns by name (none: no column was named). `through` is the view, function or table whose text names it. */
export interface ObjectUse extends ObjectRef { readonly permission: UsePermission; readonly columns: Set<string>; readonly through?: ObjectRef }

/** A system view that a statement reads. */
export interface SystemUse { readonly databaseId: number; readonly view: string }

/** The object behind a name of FROM; its columns are noted as they are found. */
export interface ReadNotes extends ObjectRef { note(column: string): void }

/** Collects the notes of one statement. */
export class UseRecorder {
  readonly objects: ObjectUse[] = [];
  readonly systemViews: SystemUse[] = [];
  #through: ObjectRef | undefined;

  /** A source that is read. A target of a write is read only if a column of it is: `onlyIfNamed`. */
  read(object: ObjectRef, onlyIfNamed = false): ReadNotes {
    const use = this.#use(object, 'SELECT');
    if (!onlyIfNamed) this.objects.push(use);
    return {
      ...object,
      note: (column) => {
        if (onlyIfNamed && use.columns.size === 0) this.objects.push(use);
        use.columns.add(column);
      },
    };
  }

  /** Anything but reading. */
  note(permission: UsePermission, object: ObjectRef, columns: readonly string[] = [], through?: ObjectRef): void {
    const use = { ...this.#use(object, permission), ...(through ? { through } : {}) };
    for (const column of columns) use.columns.add(column);
    this.objects.push(use);
  }

  readSystemView(use: SystemUse): void { this.systemViews.push(use); }

  /** What `work` binds stands in the text of this view, function or table. */
  inside<T>(object: ObjectRef, work: () => T): T {
    const outer = this.#through;
    this.#through = object;
    try {
      return work();
    } finally {
      this.#through = outer;
    }
  }

  /** Runs `work`, whose text asks nobody for permissions. */
  unasked<T>(work: () => T): T {
    const [objects, views] = [this.objects.length, this.systemViews.length];
    try {
      return work();
    } finally {
      this.objects.length = objects;
      this.systemViews.length = views;
    }
  }

  #use({ databaseId, objectId }: ObjectRef, permission: UsePermission): ObjectUse {
    return { databaseId, objectId, permission, columns: new Set(), ...(this.#through ? { through: this.#through } : {}) };
  }
}

/** Runs `work` as text of the object, where notes are taken. */
export const noteInside = <T>(uses: UseRecorder | undefined, object: ObjectRef, work: () => T): T => (uses ? uses.inside(object, work) : work());
