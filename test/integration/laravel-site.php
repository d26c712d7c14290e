<?php

// A Laravel app made of what the README tells to put into one, behind PHP's own web server: `php -S … laravel-site.php`. From the
// environment: SITE (folder of the snippets), AUTOLOADER (of a real Laravel), DATABASE, TOKEN (of user 7), REVERB_….
// Besides, `POST /test/comment`, `/test/live` and `/test/order` do what happens in the app itself.

namespace App\Models {
    // Old frameworks on a new PHP have much to say that is not about the snippets.
    error_reporting(E_ALL & ~E_DEPRECATED);
    require getenv('AUTOLOADER');
    require __DIR__.'/laravel-pusher.php';

    class User extends \Illuminate\Database\Eloquent\Model implements \Illuminate\Contracts\Auth\Authenticatable
    {
        use \Illuminate\Auth\Authenticatable;
        use \Illuminate\Notifications\Notifiable;

        public $timestamps = false;
    }

    class Comment extends \Illuminate\Support\Fluent {}

    class Order extends \Illuminate\Support\Fluent {}
}

namespace App\Notifications {
    class LiveOnly extends \Illuminate\Notifications\Notification
    {
        public function via($notifiable): array
        {
            return ['broadcast'];
        }

        public function toArray($notifiable): array
        {
            return ['title' => 'Only live'];
        }
    }
}

namespace {
    use App\Models\User;
    use Illuminate\Foundation\Application;
    use Illuminate\Http\Request;
    use Illuminate\Support\Facades\DB;
    use Illuminate\Support\Facades\Facade;
    use Illuminate\Support\Facades\Route;
    use Illuminate\Support\Facades\Schema;

    $site = getenv('SITE');
    $app = new Application($site);
    Facade::setFacadeApplication($app);
    $app->instance('config', new Illuminate\Config\Repository([
        'app' => ['timezone' => 'UTC', 'locale' => 'en', 'fallback_locale' => 'en'],
        'database' => [
            'default' => 'sqlite',
            'connections' => ['sqlite' => ['driver' => 'sqlite', 'database' => getenv('DATABASE'), 'prefix' => '']],
        ],
        'view' => ['paths' => [$site], 'compiled' => $site],
        'queue' => ['default' => 'sync', 'connections' => ['sync' => ['driver' => 'sync']]],
        'broadcasting' => ['default' => 'reverb', 'connections' => ['reverb' => [
            'driver' => 'pusher',
            'key' => getenv('REVERB_APP_KEY'),
            'secret' => getenv('REVERB_APP_SECRET'),
            'app_id' => getenv('REVERB_APP_ID'),
            'options' => ['host' => getenv('REVERB_HOST'), 'port' => getenv('REVERB_PORT'), 'scheme' => 'http', 'useTLS' => false],
        ]]],
    ]));
    $app->singleton(Illuminate\Contracts\Debug\ExceptionHandler::class, Illuminate\Foundation\Exceptions\Handler::class);
    foreach ([
        Illuminate\Filesystem\FilesystemServiceProvider::class,
        Illuminate\Database\DatabaseServiceProvider::class,
        Illuminate\Bus\BusServiceProvider::class,
        Illuminate\Queue\QueueServiceProvider::class,
        Illuminate\View\ViewServiceProvider::class,
        Illuminate\Pagination\PaginationServiceProvider::class,
        Illuminate\Broadcasting\BroadcastServiceProvider::class,
        Illuminate\Notifications\NotificationServiceProvider::class,
    ] as $provider) {
        $app->register($provider);
    }
    $app->boot();

    foreach (array_merge(glob("{$site}/app/*/*.php"), glob("{$site}/app/*/*/*.php")) as $file) require_once $file;

    if (! Schema::hasTable('users')) {
        Schema::create('users', function ($table) {
            $table->id();
            $table->string('name');
        });
        // As `make:notifications-table` has it.
        Schema::create('notifications', function ($table) {
            $table->uuid('id')->primary();
            $table->string('type');
            $table->morphs('notifiable');
            $table->text('data');
            $table->timestamp('read_at')->nullable();
            $table->timestamps();
        });
        DB::table('users')->insert([['id' => 7, 'name' => 'Ana'], ['id' => 8, 'name' => 'Ben']]);
    }

    // Sanctum's part: a token is somebody.
    class TokenGuard
    {
        public function handle($request, $next)
        {
            if ($request->bearerToken() !== getenv('TOKEN')) return response()->json(['message' => 'Unauthenticated.'], 401);
            $user = User::find(7);
            $request->setUserResolver(fn () => $user);

            return $next($request);
        }
    }
    $app['router']->aliasMiddleware('auth:sanctum', TokenGuard::class);
    $app['router']->aliasMiddleware('auth', TokenGuard::class);

    Route::prefix('api')->group(function () use ($site) {
        require "{$site}/routes/api.php";
    });
    require "{$site}/routes/channels.php";

    Route::post('/test/comment', function () {
        $author = new Illuminate\Support\Fluent(['name' => 'Ben', 'avatar' => 'https://shop.example/ben.png']);
        $comment = new App\Models\Comment(['content' => 'Nice one', 'post_id' => 12, 'author' => $author]);
        User::find(7)->notify(new App\Notifications\CommentAdded($comment));
    });
    // Told, and never stored.
    Route::post('/test/live', function () {
        User::find(7)->notify(new App\Notifications\LiveOnly);
    });
    Route::post('/test/order', function () {
        event(new App\Events\OrderShipped(new App\Models\Order([
            'id' => 5, 'user_id' => 7, 'number' => 'A-5', 'tracking_number' => 'T1', 'estimated_delivery' => 'Friday',
            'tracking_url' => 'https://post.example/T1',
        ])));
    });

    $request = Request::capture();
    $app->instance('request', $request);
    try {
        $response = $app['router']->dispatch($request);
    } catch (Illuminate\Database\Eloquent\ModelNotFoundException) {
        $response = response()->json(['message' => 'No query results for model.'], 404);
    } catch (Symfony\Component\HttpKernel\Exception\HttpException $error) {
        $response = response()->json(['message' => $error->getMessage()], $error->getStatusCode());
    }
    $response->send();
}
