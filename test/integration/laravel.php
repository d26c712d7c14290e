<?php

// As much of Laravel as a snippet of the README needs, from a real app's autoloader: `php laravel.php AUTOLOADER SNIPPET`.

namespace {
    use Illuminate\Broadcasting\BroadcastManager;
    use Illuminate\Bus\Dispatcher as Bus;
    use Illuminate\Config\Repository as Config;
    use Illuminate\Container\Container;
    use Illuminate\Events\Dispatcher as Events;
    use Illuminate\Http\Client\Factory as Http;
    use Illuminate\Notifications\ChannelManager;
    use Illuminate\Queue\Capsule\Manager as Queue;
    use Illuminate\Support\Facades\Facade;

    // Old frameworks on a new PHP have much to say that is not about the snippet.
    error_reporting(E_ALL & ~E_DEPRECATED);
    require $argv[1];
    require __DIR__.'/laravel-pusher.php';

    // Helpers of the whole framework, which its parts alone do not bring.
    if (! function_exists('app')) {
        function app(string $name)
        {
            return Container::getInstance()->make($name);
        }
        function config(string $key)
        {
            return app('config')->get($key);
        }
    }

    $reverb = [
        'driver' => 'pusher',
        'key' => getenv('REVERB_APP_KEY'),
        'secret' => getenv('REVERB_APP_SECRET'),
        'app_id' => getenv('REVERB_APP_ID'),
        'options' => [
            'host' => getenv('REVERB_HOST'),
            'port' => getenv('REVERB_PORT'),
            'scheme' => getenv('REVERB_SCHEME'),
            'useTLS' => getenv('REVERB_SCHEME') === 'https',
        ],
    ];
    $app = new Container;
    Container::setInstance($app);
    Facade::setFacadeApplication($app);
    $app->instance('config', new Config([
        'services' => ['belfry' => ['url' => getenv('BELFRY_URL'), 'token' => getenv('BELFRY_TOKEN')]],
        'broadcasting' => ['default' => getenv('BROADCAST_CONNECTION'), 'connections' => ['reverb' => $reverb]],
    ]));
    $events = new Events($app);
    $queue = new Queue($app);
    $queue->addConnection(['driver' => 'sync']);
    $app->instance(Illuminate\Contracts\Container\Container::class, $app);
    $app->instance('events', $events);
    $app->instance('queue', $queue->getQueueManager());
    $app->instance(Http::class, new Http($events));
    $app->instance(Illuminate\Contracts\Events\Dispatcher::class, $events);
    $app->instance(Illuminate\Contracts\Bus\Dispatcher::class, new Bus($app));
    $app->instance(Illuminate\Contracts\Broadcasting\Factory::class, new BroadcastManager($app));
    $app->instance(Illuminate\Contracts\Notifications\Dispatcher::class, new ChannelManager($app));
}

namespace App\Models {
    class User
    {
        use \Illuminate\Notifications\Notifiable;

        public int $id = 1;

        public function getKey(): int
        {
            return $this->id;
        }
    }
}

namespace {
    require $argv[2];

    if (class_exists(App\Notifications\OrderShipped::class)) {
        (new App\Models\User)->notify(new App\Notifications\OrderShipped(10482));
    }
}
