/** Gives type-graphql the resolver instances that a room has built, instead of letting it build them. */
export class ResolverContainer {
  private readonly instances = new Map<unknown, unknown>();

  constructor(resolvers: readonly object[]) {
    for (const resolver of resolvers) this.instances.set(resolver.constructor, resolver);
  }

  get(someClass: { readonly name: string }): never {
    const instance = this.instances.get(someClass);
    if (instance === undefined) throw new Error(`no resolver instance for ${someClass.name}`);
    return instance as never;
  }
}
