/** `dieuhanh plan ID`: a plan and how far it has come. `dieuhanh reconcile`: look at the facts and the systems again. */
import { Option, type Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { PLAN_FIELDS, printPlan, type PlanAnswer } from './plan-table';

export function planVerb(program: Command): void {
  withConnection(
    program
      .command('plan <id>')
      .description('show a plan (of a decision: the decision’s id) and the state of its operations'),
  ).action((id: string, options: ConnectionOptions) =>
    run(options.json, async () => {
      const { plan } = await connect(options).request<{ plan: PlanAnswer | null }>(
        `query Plan($id: ID!) { plan(id: $id) { ${PLAN_FIELDS} } }`,
        { id },
      );
      if (plan === null) {
        process.exitCode = 1;
        if (options.json) printJson(null);
        else print(`There is no plan ${id}.`);
      } else if (options.json) printJson(plan);
      else printPlan(plan);
    }),
  );
}

export function reconcileVerb(program: Command): void {
  withConnection(program.command('reconcile'))
    .description('compare what office wants with what the systems hold, and mend the difference')
    .addOption(
      new Option('--scope <scope>', 'whom to look at').choices(['PERSON', 'UNIT', 'TARGET', 'ALL']).default('ALL'),
    )
    .option('--id <id>', 'person, unit or target id, for a scope other than ALL')
    .action((options: ConnectionOptions & { scope: string; id?: string }) =>
      run(options.json, async () => {
        const { reconcile } = await connect(options).request<{ reconcile: PlanAnswer }>(
          `mutation Reconcile($scope: ReconcileScope!, $id: ID) { reconcile(scope: $scope, id: $id) { ${PLAN_FIELDS} } }`,
          { scope: options.scope, id: options.id ?? null },
        );
        if (options.json) printJson(reconcile);
        else printPlan(reconcile);
      }),
    );
}
