/** Labels in languages other than English, normalized (see `normalLabel`). */
import type { Field } from './labels.ts'

export const foreignLabels: [Field, string[]][] = [
  // Spanish, Portuguese, Italian, French
  ['objective', ['objetivo', 'objetivos', 'meta', 'obiettivo', 'obiettivi', 'objectif', 'objectifs', 'but']],
  ['acceptance', ['criterios de aceptación', 'criterios de aceptacion', 'criterios', 'definición de hecho']],
  ['acceptance', ['critérios de aceitação', 'critérios de aceite', 'definição de pronto']],
  ['acceptance', ['criteri di accettazione', 'definizione di fatto']],
  [
    'acceptance',
    ["critères d'acceptation", 'critères d’acceptation', 'critères d acceptation', 'définition de terminé'],
  ],
  ['inScope', ['dentro del alcance', 'en alcance', 'incluido', 'no escopo', 'dentro do escopo', 'in ambito']],
  ['inScope', ['dans le périmètre', 'périmètre', 'inclus', 'archivos', 'arquivos', 'fichiers', 'file coinvolti']],
  ['outOfScope', ['fuera del alcance', 'fuera de alcance', 'excluido', 'fora do escopo', 'fuori ambito', 'no tocar']],
  ['outOfScope', ['hors périmètre', 'hors du périmètre', 'hors champ', 'exclus', 'ne pas toucher']],
  ['dependencies', ['dependencias', 'dependências', 'dipendenze', 'dépendances']],
  ['hard', ['depende de', 'dipende da', 'dépend de', 'bloqueado por', 'bloccato da', 'bloqué par']],
  ['branch', ['rama', 'ramo', 'branche']],
  ['risk', ['riesgo', 'risco', 'rischio', 'risque']],
  ['name', ['nombre del paquete', 'nome do pacote', 'nome del pacchetto', 'nom du paquet']],
  // German, Dutch, Polish
  ['objective', ['ziel', 'ziele', 'zweck', 'doel', 'cel']],
  [
    'acceptance',
    ['akzeptanzkriterien', 'abnahmekriterien', 'fertig wenn', 'acceptatiecriteria', 'kryteria akceptacji'],
  ],
  ['inScope', ['im umfang', 'in umfang', 'erlaubte dateien', 'dateien', 'binnen scope', 'w zakresie', 'pliki']],
  ['outOfScope', ['nicht im umfang', 'außerhalb des umfangs', 'nicht anfassen', 'nicht ziele', 'buiten scope']],
  ['outOfScope', ['poza zakresem']],
  ['dependencies', ['abhängigkeiten', 'afhankelijkheden', 'zależności']],
  ['hard', ['hängt ab von', 'blockiert durch', 'blockiert von', 'hangt af van', 'zależy od']],
  ['branch', ['zweig']],
  ['risk', ['risiko', 'ryzyko']],
  // Russian, Ukrainian
  ['objective', ['цель', 'цели', 'мета']],
  ['acceptance', ['критерии приёмки', 'критерии приемки', 'критерии готовности', 'критерії приймання']],
  ['acceptance', ['определение готовности', 'чек лист', 'чеклист']],
  ['inScope', ['в рамках', 'входит в объём', 'входит в объем', 'файлы', 'затрагиваемые файлы']],
  ['outOfScope', ['вне рамок', 'не входит в объём', 'не входит в объем', 'не трогать', 'вне области']],
  ['dependencies', ['зависимости', 'залежності']],
  ['hard', ['зависит от', 'залежить від', 'блокируется']],
  ['branch', ['ветка', 'гілка']],
  ['risk', ['риск', 'ризик']],
  // Chinese, Japanese, Korean
  ['objective', ['目标', '目標', '任务目标', '目的', 'ゴール', '목표', '목적']],
  [
    'acceptance',
    ['验收标准', '驗收標準', '验收条件', '完成标准', '完成条件', '受け入れ条件', '受け入れ基準', '受入条件'],
  ],
  ['acceptance', ['完了条件', '완료 조건', '인수 조건', '수용 기준', '완료 기준']],
  ['inScope', ['范围内', '範圍內', '允许修改', '涉及文件', '対象', '対象範囲', '対象ファイル', '범위', '작업 범위']],
  ['boundaries', ['范围', '範圍', '边界', 'スコープ', '範囲']],
  [
    'outOfScope',
    ['范围外', '範圍外', '不在范围', '不在范围内', '禁止修改', '不要修改', '対象外', '範囲外', '스코프 외'],
  ],
  ['outOfScope', ['범위 외', '제외']],
  ['dependencies', ['依赖', '依賴', '依赖关系', '依存関係', '依存', '의존성']],
  ['hard', ['依赖于', '선행 작업']],
  ['branch', ['分支', 'ブランチ', '브랜치']],
  ['risk', ['风险', '風險', 'リスク', '위험']],
]
