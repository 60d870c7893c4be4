/** `dieuhanh plan ID`: a plan and how far it has come. `dieuhanh reconcile`: look at the facts and the systems again. */
import { Option, type Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { withWidth, type Width } from './width';
import { planFields, printPlan, type PlanAnswer } from './plan-table';
import { langOf } from './plan-words';
import { say } from './texts';

export function planVerb(program: Command): void {
  withWidth(withConnection(program.command('plan <id>').description(say('planAbout')))).action(
    (id: string, options: ConnectionOptions & Width) =>
      run(options.json, async () => {
        const { plan } = await connect(options).request<{ plan: PlanAnswer | null }>(
          `query Plan($id: ID!) { plan(id: $id) { ${planFields(langOf(options.lang))} } }`,
          { id },
        );
        if (plan === null) {
          process.exitCode = 1;
          if (options.json) printJson(null);
          else print(say('planNone', { id }));
        } else if (options.json) printJson(plan);
        else printPlan(plan, { lang: langOf(options.lang), width: options.width });
      }),
  );
}

export function reconcileVerb(program: Command): void {
  withWidth(withConnection(program.command('reconcile')))
    .description(say('reconcileAbout'))
    .addOption(
      new Option('--scope <scope>', say('reconcileScope')).choices(['PERSON', 'UNIT', 'TARGET', 'ALL']).default('ALL'),
    )
    .option('--id <id>', say('reconcileId'))
    .action((options: ConnectionOptions & Width & { scope: string; id?: string }) =>
      run(options.json, async () => {
        const { reconcile } = await connect(options).request<{ reconcile: PlanAnswer }>(
          `mutation Reconcile($scope: ReconcileScope!, $id: ID) { reconcile(scope: $scope, id: $id) { ${planFields(langOf(options.lang))} } }`,
          { scope: options.scope, id: options.id ?? null },
        );
        if (options.json) printJson(reconcile);
        else printPlan(reconcile, { lang: langOf(options.lang), width: options.width });
      }),
    );
}
